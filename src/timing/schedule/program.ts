import { latestStarts } from './latest-starts.ts'
import type { Room } from './room.ts'
import { type Rows, rowsOf } from './rows.ts'
import type { Rules, SpokenSpan } from './rules.ts'
import type { Weights } from './weights.ts'

/**
 * A convex quadratic program over each line's start t (s) and stretch u, played over natural length.
 *
 * Least is ½ Σ startCost (t − s)² + endCost (t + d u − e)² + rateCost (u − 1)², and ½ jumpCost (u − u′)² to the
 * speaker's line before, with `low` ≤ u ≤ `high`, and for each row t[later] − t[earlier] − share · u[earlier] ≥ least,
 * where a start of index −1 counts as 0.
 */
export type Program = Rows & {
  readonly starts: Float64Array
  readonly ends: Float64Array
  readonly lengths: Float64Array
  readonly startCost: number
  readonly rateCost: number
  readonly jumpCost: number
  /** For each line, and 0 for an empty clip, whose end nobody hears. */
  readonly endCost: Float64Array
  /** The speaker's line before, or −1. */
  readonly before: Int32Array
  readonly low: Float64Array
  readonly high: Float64Array
}

/** A speaker's lines farther apart than this many lines are not held together: the ear does not remember. */
const REMEMBERED = 40

/** What must hold beside rates: who waits for whom, and what each line may take. */
type Within = { readonly rules: Rules; readonly room: Room }

/** How much shorter than allowed clips may seem to the solver, so that it has something to choose where nothing is. */
const CHOICE = 1e-5

/** Writes the problem of timing as a program: what errors cost, and what must hold. O(n) and the rules. */
export function programOf(
  lines: readonly SpokenSpan[],
  lengths: Float64Array,
  weights: Weights,
  { rules, room }: Within,
): Program {
  // Only the proportions matter: an error of start costs 1.
  const costOf = (weight: number): number => (weights.start / weight) ** 2
  const high = lengths.map((length, index) => (length > 0 ? room.most[index]! / length : 2))
  const low = lengths.map((length, index) => (length > 0 ? room.least[index]! / length : 0.5))
  return {
    starts: Float64Array.from(lines, ({ start }) => start),
    ends: Float64Array.from(lines, ({ end }) => end),
    lengths,
    startCost: 1,
    rateCost: costOf(weights.rate),
    jumpCost: costOf(weights.jump),
    endCost: lengths.map((length) => (length > 0 ? costOf(weights.end) : 0)),
    before: linesBefore(lines, lengths),
    low: withChoice(low, high, latestStarts(rules, room), room),
    high,
    ...rowsOf(lengths, rules, room),
  }
}

function linesBefore(lines: readonly SpokenSpan[], lengths: Float64Array): Int32Array {
  const last = new Map<number, number>()
  return Int32Array.from(lines, ({ speaker }, index) => {
    if (lengths[index]! === 0) return -1
    const before = last.get(speaker) ?? -1
    last.set(speaker, index)
    return index - before > REMEMBERED ? -1 : before
  })
}

/** Lowers the bounds of clips that have only one place, or only one length: an interior-point method needs an interior. */
function withChoice(
  low: Float64Array,
  high: Float64Array,
  latest: Float64Array,
  { startFrom, endBy }: Room,
): Float64Array {
  let isFull = false
  return low.map((value, index) => {
    if (index === 0 || startFrom[index]! > startFrom[index - 1]!) {
      isFull = latest[index]! - startFrom[index]! < CHOICE * (endBy[index]! - startFrom[index]!)
    }
    return isFull || high[index]! - value < CHOICE ? value - CHOICE : value
  })
}
