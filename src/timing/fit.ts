import type { Schedule } from '../dub/speech.ts'
import { leaveAlone } from './schedule/leave-alone.ts'
import { optimum } from './schedule/optimum.ts'
import type { SpokenSpan } from './schedule/rules.ts'
import { shortenings } from './schedule/shorten.ts'

/** The source's length (s), how fast and slow a clip may be played, and the least silence between clips (s). */
export type FitBounds = {
  readonly duration: number
  readonly maxRate?: number
  readonly minRate?: number
  readonly gap?: number
  readonly sync?: 'natural' | 'tight'
}

type Clips = readonly { readonly seconds: number }[]

/** A rate is over its bound by this at least: what is less is rounding. */
const OVER = 1e-6

/** A clip no longer than this (s) is not a sample long, and no bound is off by more for it. */
const EMPTY = 1e-10

/**
 * Places all clips so that they keep to their lines as closely as the bounds allow: the least sum of squared errors of
 * start, end, rate and change of rate, by the weights of `sync` (`natural` by default).
 *
 * Lines come in order of start. Always, to 1e-9 s: clips are whole and in order, none overlaps another by more than
 * their lines do, of two speakers, and all lie in 0 … duration. Where it is possible at all, lines that did not overlap
 * keep the gap (0.04 s by default; beside a line under 0.3 s, the source's own silence where that is less), and rates lie
 * in minRate … maxRate (0.9 … 1.25). Long pauses are not talked into where the lines beside them fit without; with
 * `tight`, starts come before that, and before the gap.
 *
 * Where not all of it is possible, pauses give way first, then gaps, then the highest rate; `overBound` names the lines
 * that are faster, and `shorten` those in the way, by how much. A rate that nobody hears is not applied. O(n).
 */
export function fit(lines: readonly SpokenSpan[], clips: Clips, bounds: FitBounds): Schedule {
  const { duration, gap = 0.04, sync = 'natural' } = bounds
  const [maxRate, minRate] = [Math.max(1, bounds.maxRate ?? 1.25), Math.min(1, bounds.minRate ?? 0.9)]
  if (lines.length !== clips.length) throw new RangeError(`${clips.length} clips for ${lines.length} lines`)
  if (lines.length === 0) return { placements: [], overBound: [], shorten: [] }
  if (!(duration > 0)) throw new RangeError(`No clip fits into ${duration} s`)

  const limits = { duration, gap, maxRate, minRate }
  const lengths = Float64Array.from(clips, ({ seconds }) => (seconds > EMPTY ? seconds : 0))
  const best = optimum(lines, lengths, limits, sync)
  const played = leaveAlone(best.played, lengths, best.rules, best.room)
  const placements = clips.map(({ seconds }, index) => {
    const length = lengths[index]!
    // Lengths that rounding made a little too short have the highest rate, to the last digit.
    const fastest = best.room.least[index]! < length / maxRate ? Infinity : maxRate
    const rate = length > 0 ? Math.min(length / played.lengths[index]!, fastest) : 1
    return { start: played.starts[index]!, rate, seconds: seconds / rate }
  })
  return {
    placements,
    overBound: placements.flatMap(({ rate }, index) => (rate > maxRate * (1 + OVER) ? [index] : [])),
    shorten: shortenings(lines, lengths, limits),
  }
}
