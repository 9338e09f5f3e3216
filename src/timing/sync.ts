import type { Placement, Schedule } from '../dub/speech.ts'
import type { SpokenSpan } from './schedule/rules.ts'

/** How well a dub keeps to its source: times in seconds, shares in 0 … 1, nothing rounded. */
export type Sync = {
  /** Seconds by which clips overlap beyond what the same two lines, of two speakers, overlap in the source: of all pairs. */
  readonly overlap: number
  /** Seconds of clips, at their natural rate, that are not played. */
  readonly lost: number
  /** |placement's start − line's start|. */
  readonly start_error: { readonly mean: number; readonly rms: number; readonly p95: number; readonly max: number }
  /** |placement's end − line's end|. */
  readonly end_error: { readonly mean: number; readonly rms: number }
  /** `rms_deviation` is of D/d − 1, played over natural length, which is 1/rate − 1. */
  readonly rate: { readonly min: number; readonly p95: number; readonly max: number; readonly rms_deviation: number }
  /** Shares of lines faster than 1.2 and 1.3. */
  readonly over_1_2: number
  readonly over_1_3: number
  /** |change of rate| from a speaker's line to the next line of the same speaker. */
  readonly jump: { readonly mean: number; readonly rms: number }
  /** The end of the last clip less the source's length: above 0, speech runs past the end. */
  readonly end_minus_T: number
}

type Placed = Placement & { readonly line: SpokenSpan }

/** Differences below this (s, or of a rate) are floating-point noise and not an error of the schedule. */
const NOISE = 1e-9

/**
 * Measures a schedule against the source. A clip without a placement is lost whole. Without placements all errors are 0
 * and rates 1. The 95th percentile is by nearest rank: the least value that 95 % of all values do not exceed.
 */
export function measureSync(
  lines: readonly SpokenSpan[],
  clips: readonly { readonly seconds: number }[],
  schedule: Schedule,
  duration: number,
): Sync {
  const placed = schedule.placements.map((placement, index) => ({ ...placement, line: lines[index]! }))
  const startErrors = placed.map(({ start, line }) => Math.abs(start - line.start))
  const endErrors = placed.map((each) => Math.abs(endOf(each) - each.line.end))
  const rates = placed.map(({ rate }) => rate)
  const jumps = jumpsOf(placed)
  return {
    overlap: overlapOf(placed),
    lost: sum(clips.map((clip, index) => lostOf(clip.seconds, schedule.placements[index]))),
    start_error: {
      mean: mean(startErrors),
      rms: rms(startErrors),
      p95: percentile(startErrors, 0.95, 0),
      max: percentile(startErrors, 1, 0),
    },
    end_error: { mean: mean(endErrors), rms: rms(endErrors) },
    rate: {
      min: percentile(rates, 0, 1),
      p95: percentile(rates, 0.95, 1),
      max: percentile(rates, 1, 1),
      rms_deviation: rms(rates.map((rate) => 1 / rate - 1)),
    },
    over_1_2: mean(rates.map((rate) => (rate > 1.2 + NOISE ? 1 : 0))),
    over_1_3: mean(rates.map((rate) => (rate > 1.3 + NOISE ? 1 : 0))),
    jump: { mean: mean(jumps), rms: rms(jumps) },
    end_minus_T: placed.length === 0 ? 0 : percentile(placed.map(endOf), 1, 0) - duration,
  }
}

function jumpsOf(placed: readonly Placed[]): number[] {
  const before = new Map<number, number>()
  return placed.flatMap(({ line, rate }) => {
    const last = before.get(line.speaker)
    before.set(line.speaker, rate)
    return last === undefined ? [] : [Math.abs(rate - last)]
  })
}

/** In order of start, each clip beside those that still speak: O(n log n), and the pairs that overlap. */
function overlapOf(placed: readonly Placed[]): number {
  let overlap = 0
  let speaking: Placed[] = []
  for (const each of placed.toSorted((a, b) => a.start - b.start)) {
    speaking = speaking.filter((other) => endOf(other) > each.start)
    for (const other of speaking) {
      const shared = Math.min(endOf(other), endOf(each)) - each.start
      const excess = shared - overlapInSource(other.line, each.line)
      if (excess > NOISE) overlap += excess
    }
    speaking.push(each)
  }
  return overlap
}

function overlapInSource(one: SpokenSpan, other: SpokenSpan): number {
  if (one.speaker === other.speaker) return 0
  return Math.max(0, Math.min(one.end, other.end) - Math.max(one.start, other.start))
}

function lostOf(seconds: number, placement: Placement | undefined): number {
  const lost = placement === undefined ? seconds : seconds - placement.seconds * placement.rate
  return lost > NOISE ? lost : 0
}

function endOf({ start, seconds }: Placement): number {
  return start + seconds
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length
}

function rms(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => value * value)))
}

function percentile(values: readonly number[], share: number, ofNone: number): number {
  const rank = Math.max(1, Math.ceil(share * values.length))
  return values.toSorted((a, b) => a - b)[rank - 1] ?? ofNone
}
