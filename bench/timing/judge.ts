import type { Instance, Plan } from './instance.ts'
import { type Figures, measure } from './measure.ts'
import { RULES } from './rules/all.ts'
import type { Outcome, Run } from './run.ts'
import type { Scale } from './scaling.ts'

/** What is promised, whether it is kept, and if not, where and why. */
export type Verdict = {
  readonly measure: string
  readonly met: boolean
  readonly because: readonly string[]
}

/** The two ways in which ytdub fits; all other rules are measured against them. */
export const OURS = ['ytdub', 'ytdub-tight']

/** ytdub’s default bounds of the rate. */
const SLOWEST = 0.9
export const FASTEST = 1.25

/** What figures may be off by: times in seconds, and rates. A millionth of a second is far less than one sample. */
const EXACT = 1e-6

/** Starts that differ by less (s, at 48 kHz) are the same in the track. */
const HALF_A_SAMPLE = 1e-5

/** The most that 10,000 lines may take (ms), and how much dearer a line of 100,000 may be than one of 1,000. */
const MOST_MS = 1000
const MOST_DEARER = 2

/** The four errors in which no rule within the same bounds may be at least as good all at once. */
const ERRORS: readonly ((figures: Figures) => number)[] = [
  ({ start_error }) => start_error.rms,
  ({ end_error }) => end_error.rms,
  ({ rate }) => rate.rms_deviation,
  ({ jump }) => jump.rms,
]

/** Judges all runs, and the times that fitting takes. */
export function judge(runs: readonly Run[], scales: readonly Scale[]): Verdict[] {
  const told = scales.length === 0 ? [] : [verdict('time', judgeTime(scales)), verdict('growth', judgeGrowth(scales))]
  return [
    verdict('whole', runs.flatMap(judgeWhole)),
    verdict('bounds', runs.flatMap(judgeBounds)),
    verdict('told', runs.flatMap(judgeTold)),
    verdict('best', runs.flatMap(judgeBest)),
    verdict('tight', runs.flatMap(judgeTight)),
    verdict('shorter', runs.flatMap(judgeShorter)),
    ...told,
  ]
}

const MEASURES = {
  whole: 'ytdub overlaps nothing and loses nothing, on any instance',
  bounds: `ytdub keeps rates within ${SLOWEST} and ${FASTEST} wherever that is possible`,
  told: 'ytdub says rightly whether its bounds can hold, where that is known',
  best: 'no rule without overlap, loss or higher rates is at least as good in all four errors',
  tight: 'no such rule has a smaller RMS start error than ytdub-tight',
  shorter: 'where the bounds cannot hold, shortening the named lines by what is asked makes them hold',
  time: `10,000 lines are fitted in at most ${MOST_MS} ms`,
  growth: `a line of 100,000 takes at most ${MOST_DEARER} times as long as one of 1,000`,
} as const

function verdict(name: keyof typeof MEASURES, because: readonly string[]): Verdict {
  return { measure: MEASURES[name], met: because.length === 0, because }
}

/** Whether ytdub says that its bounds hold. */
export function holds({ shorten = [], overBound = [] }: Plan): boolean {
  return shorten.length === 0 && overBound.length === 0
}

/** Whether a rule plays every word, and no two at a time that were not so in the source. */
export function isWhole({ overlap, lost, aborted }: Figures): boolean {
  return !aborted && overlap <= EXACT && lost <= EXACT
}

function isWithin({ rate }: Figures): boolean {
  return rate.min >= SLOWEST - EXACT && rate.max <= FASTEST + EXACT
}

function judgeWhole({ instance, outcomes }: Run): string[] {
  return ours(outcomes).flatMap(({ name, figures }) =>
    isWhole(figures) ? [] : `${name} on ${instance.name}: overlap ${figures.overlap} s, lost ${figures.lost} s`,
  )
}

function judgeBounds({ instance, outcomes }: Run): string[] {
  return ours(outcomes).flatMap(({ name, plan, figures }) =>
    !holds(plan) || isWithin(figures)
      ? []
      : `${name} on ${instance.name}: rates ${figures.rate.min} … ${figures.rate.max}`,
  )
}

function judgeTold({ instance, outcomes }: Run): string[] {
  const { name, feasible } = instance
  if (feasible === undefined) return []
  return ours(outcomes).flatMap((each) =>
    holds(each.plan) === feasible ? [] : `${each.name} on ${name}: says that they ${feasible ? 'cannot' : 'can'}`,
  )
}

function judgeBest({ instance, outcomes }: Run): string[] {
  return beaten(instance, outcomes, 'ytdub', (rival, own) => {
    const isAsGood = ERRORS.every((error) => error(rival.figures) <= error(own.figures))
    return isAsGood && !isSame(rival.plan, own.plan)
      ? `${errorsOf(rival.figures)} against ${errorsOf(own.figures)}`
      : undefined
  })
}

function judgeTight({ instance, outcomes }: Run): string[] {
  return beaten(instance, outcomes, 'ytdub-tight', ({ figures }, own) => {
    const [error, least] = [figures.start_error.rms, own.figures.start_error.rms]
    return error < least - HALF_A_SAMPLE ? `${error} s against ${least} s` : undefined
  })
}

/** The rules that are ahead of ytdub, where its bounds hold. */
function beaten(
  instance: Instance,
  outcomes: Run['outcomes'],
  name: 'ytdub' | 'ytdub-tight',
  beats: (rival: Outcome, own: Outcome) => string | undefined,
): string[] {
  const own = outcomes[name]!
  if (!holds(own.plan)) return []
  return rivals(outcomes).flatMap((rival) => {
    const how = beats(rival, own)
    return how === undefined ? [] : [`${rival.name} beats ${name} on ${instance.name}: ${how}`]
  })
}

function judgeShorter({ instance, outcomes }: Run): string[] {
  return ours(outcomes).flatMap(({ name, plan }) => {
    if (holds(plan)) return []
    const again = measure(RULES[name]!.rule, shortened(instance, plan))
    if (holds(again.plan) && isWhole(again.figures) && isWithin(again.figures)) return []
    return `${name} on ${instance.name}: still up to ${again.figures.rate.max}, ${again.plan.shorten?.length ?? 0} lines named`
  })
}

/** The instance with the named clips shortened by what the plan asks. */
export function shortened(instance: Instance, { shorten = [] }: Plan): Instance {
  const less = new Map(shorten.map(({ index, seconds }) => [index, seconds]))
  const lines = instance.lines.map((line, index) => ({
    ...line,
    natural: Math.max(0, line.natural - (less.get(index) ?? 0)),
  }))
  return { ...instance, lines }
}

function judgeTime(scales: readonly Scale[]): string[] {
  return scales.flatMap(({ rule, lines, ms }) =>
    lines === 10_000 && ms > MOST_MS ? `${rule}: ${ms.toFixed(0)} ms for 10,000 lines` : [],
  )
}

function judgeGrowth(scales: readonly Scale[]): string[] {
  return OURS.flatMap((name) => {
    const own = scales.filter(({ rule }) => rule === name)
    const [few, many] = [1000, 100_000].map((count) => own.find(({ lines }) => lines === count)!.ms_per_line)
    return many! <= MOST_DEARER * few! ? [] : `${name}: ${(many! / few!).toFixed(2)} times`
  })
}

function ours(outcomes: Run['outcomes']): (Outcome & { readonly name: string })[] {
  return OURS.map((name) => ({ name, ...outcomes[name]! }))
}

/** The other rules that on this instance keep what ytdub guarantees. */
function rivals(outcomes: Run['outcomes']): (Outcome & { readonly name: string })[] {
  return Object.entries(outcomes).flatMap(([name, outcome]) =>
    OURS.includes(name) || !isWhole(outcome.figures) || outcome.figures.rate.max > FASTEST + EXACT
      ? []
      : { name, ...outcome },
  )
}

/** Where nothing is in the way, a simple rule may find the best schedule too. */
function isSame(one: Plan, other: Plan): boolean {
  return one.placements.every(({ start, rate }, index) => {
    const match = other.placements[index]!
    return Math.abs(match.start - start) <= EXACT && Math.abs(match.rate - rate) <= EXACT
  })
}

function errorsOf(figures: Figures): string {
  return ERRORS.map((error) => error(figures).toPrecision(5)).join(' · ')
}
