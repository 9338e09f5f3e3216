import type { Shortening } from '../../dub/speech.ts'
import { keepPauses, tightBlocks } from './keep-pauses.ts'
import type { Limits } from './make-room.ts'
import { blocksOf, longPauses } from './pauses.ts'
import { rulesOf, type SpokenSpan } from './rules.ts'

/** A line's own slot is taken to be at least this long (s): nothing is said in less. */
const LEAST_SLOT = 0.1

/** What a shorter clip is made shorter by beside (s), so that the bounds hold whatever rounding does. */
const SPARE = 1e-6

const HALVINGS = 50

/**
 * Which lines are in the way of the bounds, and how much shorter (s) their clips should be, each at its natural rate.
 *
 * Asked is what the source itself could hold: every gap, and every long pause beside lines that would fit if each clip
 * were as long as its line. Where lines do not fit even at the highest rate, the clips that are longest against their
 * own line give most: all down to the same share of their lines, and none that is shorter than that already.
 * Gaps that would take half of the source shrink first, since no wording could make them fit. O(n).
 */
export function shortenings(lines: readonly SpokenSpan[], lengths: Float64Array, limits: Limits): Shortening[] {
  const { duration, maxRate } = limits
  const gap = Math.min(limits.gap, duration / 2 / lines.length)
  const slots = Float64Array.from(lines, ({ start, end }) => Math.max(LEAST_SLOT, end - start))
  const ideal = { rules: rulesOf(lines, slots, maxRate), least: slots.map((slot) => slot / maxRate), gap }
  const pauses = keepPauses(longPauses(lines, duration, limits.gap), ideal, duration)

  const rules = rulesOf(lines, lengths, maxRate)
  const blocks = blocksOf(pauses, lines.length, duration)
  const need = (least: Float64Array) => ({ rules, least, gap })
  const least = lengths.map((length) => length / maxRate)
  const tight = tightBlocks(blocks, need(least), SPARE)
  const shares = tight.map(({ first, end }) => ({
    first,
    end,
    low: 0,
    high: largestShareOf(lengths, slots, first, end),
  }))
  for (let round = 0; round < HALVINGS; round += 1) {
    for (const { first, end, low, high } of shares) {
      for (let index = first; index < end; index += 1) {
        least[index] = Math.min(lengths[index]!, ((low + high) / 2) * slots[index]!) / maxRate
      }
    }
    const still = new Set(tightBlocks(blocks, need(least), -SPARE))
    for (const [index, share] of shares.entries()) {
      if (still.has(tight[index]!)) share.high = (share.low + share.high) / 2
      else share.low = (share.low + share.high) / 2
    }
  }
  return shares.flatMap(({ first, end, low }) =>
    Array.from({ length: end - first }, (_, offset) => first + offset)
      .map((index) => ({ index, seconds: lengths[index]! - low * slots[index]! }))
      .filter(({ seconds }) => seconds > 0),
  )
}

function largestShareOf(lengths: Float64Array, slots: Float64Array, first: number, end: number): number {
  let largest = 0
  for (let index = first; index < end; index += 1) largest = Math.max(largest, lengths[index]! / slots[index]!)
  return largest
}
