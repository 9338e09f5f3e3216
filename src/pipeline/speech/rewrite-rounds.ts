import type { Clip, Schedule } from '../../dub/speech.ts'
import { shorterBy } from '../../wording/shorter-by.ts'
import type { LongLine } from '../script/shorten-question.ts'
import { LEAST_EXCESS } from './too-long.ts'

/** Lines as they are worded, spoken and placed; each list in order of lines. */
export type Fitted = {
  readonly wordings: readonly string[]
  readonly clips: readonly Clip[]
  readonly schedule: Schedule
}

/** By line index; what is missing there could not be had. */
type ByLine<Value> = ReadonlyMap<number, Value>

type Rounds = {
  readonly fit: (clips: readonly Clip[]) => Schedule
  /** Whether the wording is the machine's to change. */
  readonly mayReword: (index: number) => boolean
  /** Shorter wordings of these lines. */
  readonly reword: (long: readonly LongLine[]) => Promise<ByLine<string>>
  /** Clips of new wordings. */
  readonly respeak: (wordings: ByLine<string>) => Promise<ByLine<Clip>>
}

/** How often lines are worded and spoken anew. */
const MOST_ROUNDS = 3
/** A round that takes off less than this share of what is too much is the last. */
const LEAST_GAIN = 0.15

/**
 * Has lines that stand in the way of the bounds worded shorter and spoken anew, them alone, until the bounds hold: at most
 * three rounds, and none after one of little gain. A wording is kept only where its clip is shorter than the one before
 * (to be heard), and a line that was asked for in vain is not asked for again. The second half of guarantee 6 of the timing.
 */
export async function rewriteRounds(first: Fitted, { fit, mayReword, reword, respeak }: Rounds): Promise<Fitted> {
  const inVain = new Set<number>()
  let best = first
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const long = longLines(best).filter(({ index }) => mayReword(index) && !inVain.has(index))
    if (long.length === 0) break
    const wordings = await reword(long)
    const clips = wordings.size > 0 ? await respeak(wordings) : new Map<number, Clip>()
    const shorter = new Set(
      [...clips]
        .filter(([index, { seconds }]) => seconds <= (best.clips[index]?.seconds ?? 0) - LEAST_EXCESS)
        .map(([index]) => index),
    )
    for (const { index } of long) if (!shorter.has(index)) inVain.add(index)
    if (shorter.size === 0) break
    const next = {
      wordings: best.wordings.map((wording, index) =>
        shorter.has(index) ? (wordings.get(index) ?? wording) : wording,
      ),
      clips: best.clips.map((clip, index) => (shorter.has(index) ? (clips.get(index) ?? clip) : clip)),
    }
    const schedule = fit(next.clips)
    const gain = 1 - excessOf(schedule) / excessOf(best.schedule)
    if (gain > 0) best = { ...next, schedule }
    if (gain < LEAST_GAIN) break
  }
  return best
}

function longLines({ wordings, clips, schedule }: Fitted): LongLine[] {
  return schedule.shorten
    .filter(({ seconds }) => seconds >= LEAST_EXCESS)
    .toSorted((one, other) => one.index - other.index)
    .flatMap(({ index, seconds: excess }) => {
      const wording = wordings[index] ?? ''
      const aim = shorterBy(wording, clips[index]?.seconds ?? 0, excess)
      // What has one character cannot have fewer.
      return aim.characters < [...wording].length ? [{ index, wording, ...aim }] : []
    })
}

/** Seconds, over all lines, that are too much. */
function excessOf({ shorten }: Schedule): number {
  return shorten.reduce((sum, { seconds }) => sum + seconds, 0)
}
