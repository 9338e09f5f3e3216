import type { FailedLine } from '../../dub/dubbed.ts'
import type { Script } from '../../dub/script.ts'
import type { Clip, Schedule } from '../../dub/speech.ts'
import type { FailureCode } from '../../failure.ts'
import type { LineFailure } from '../run.ts'
import { LEAST_EXCESS, tooLong } from './too-long.ts'

type Failed = {
  readonly code: FailureCode
  readonly reason: string
  readonly hint?: string | undefined
  readonly failedLines: readonly FailedLine[]
}

/** What is said of a language whose lines could not all be spoken: which, and why. */
export function failedLines({ lines }: Script, failures: readonly LineFailure[]): Failed {
  const named = failures.map(({ index, failure }) => ({ line: lines[index]?.id ?? index + 1, reason: failure.message }))
  const first = failures[0]?.failure
  const which = named.map(({ line }) => line).join(', ')
  const what = named.length === 1 ? `Line ${which} could not be spoken` : `Lines ${which} could not be spoken`
  return {
    code: first?.code ?? 'vendor',
    reason: `${what}: ${first?.message ?? ''}`,
    hint: first?.hint,
    failedLines: named,
  }
}

/** The lines that must be played faster than the bound, and a sentence about each. */
export function overBound(
  { lines }: Script,
  { placements, overBound: indices }: Schedule,
  maxRate: number,
): FailedLine[] {
  return indices.map((index) => {
    const line = lines[index]?.id ?? index + 1
    const { rate = 1, seconds = 0 } = placements[index] ?? {}
    const excess = seconds * (rate / maxRate - 1)
    const characters = Math.ceil([...(lines[index]?.text ?? '')].length * (1 - maxRate / rate))
    const reason = `Line ${line} is played at ${rate.toFixed(2)} times its speed (bound ${maxRate}): it is ${inSeconds(excess)} or about ${inCharacters(characters)} too long.`
    return { line, reason }
  })
}

type Spoken = { readonly clips: readonly Clip[]; readonly schedule: Schedule }
type Help = {
  /** Whether a person worded the line. */
  readonly isOwn: (index: number) => boolean
  /** Whether a person has spoken it themselves. */
  readonly isRecorded: (index: number) => boolean
  /** The translator, where it words nothing shorter. */
  readonly helper: string | undefined
}

/**
 * What a person should know of lines that are still in the way, beside how fast they are played: those that are not, but
 * have taken the place of others or of a pause, and those that only a person can make shorter.
 */
export function stillTooLong(script: Script, spoken: Spoken, { isOwn, isRecorded, helper }: Help): string[] {
  const indices = new Map(script.lines.map(({ id }, index) => [id, index]))
  const long = tooLong(script, spoken).map((each) => ({ ...each, index: indices.get(each.line) ?? each.line - 1 }))
  const whose = Map.groupBy(long, ({ index }) => (isRecorded(index) ? 'recorded' : isOwn(index) ? 'own' : 'others'))
  const [recorded = [], own = [], others = []] = [whose.get('recorded'), whose.get('own'), whose.get('others')]
  const named = (of: typeof long) =>
    of.map(({ line, characters }) => `${line} (by ${inCharacters(characters)})`).join(', ')
  const calm = long.filter(({ index }) => !spoken.schedule.overBound.includes(index))
  return [
    ...calm.map(({ line, seconds, characters }) => {
      const excess = `${inSeconds(seconds)} or about ${inCharacters(characters)}`
      return `Line ${line} is ${excess} too long for its place: it is spoken into a pause, or moves its neighbours.`
    }),
    ...(own.length === 0 ? [] : [`Too long, and left as a person worded them: ${named(own)}. See script.json.`]),
    ...(recorded.length === 0 ? [] : [`Too long, and left as a person recorded them: ${named(recorded)}.`]),
    ...(helper === undefined || others.length === 0
      ? []
      : [`Too long: ${named(others)}. ${helper} words nothing shorter: a person can, in script.json.`]),
  ]
}

function inSeconds(seconds: number): string {
  return seconds < LEAST_EXCESS ? 'less than 0.1 s' : `${seconds.toFixed(1)} s`
}

function inCharacters(count: number): string {
  return count === 1 ? '1 character' : `${count} characters`
}

/** What is said of a language where, with --strict, lines cannot keep the bound. */
export function tooFast(hasty: readonly FailedLine[]): Failed {
  const which = hasty.map(({ line }) => line).join(', ')
  const reason = `Lines ${which} do not fit within the highest rate (--strict): shorten them in script.json, or raise --max-rate.`
  return { code: 'partial', reason, failedLines: hasty }
}
