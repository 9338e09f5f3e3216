import type { Room } from './room.ts'
import type { Rules } from './rules.ts'

/** Bounds on starts and stretches, one in each row: whose start, after whose, by how much of his stretch and more (s). */
export type Rows = {
  readonly later: Int32Array
  readonly earlier: Int32Array
  readonly share: Float64Array
  readonly least: Float64Array
}

/** Writes order, gaps, overlaps and the time that lines may take as rows of a program. O(n) and the rules. */
export function rowsOf(
  lengths: Float64Array,
  { first, later: followers, apart }: Rules,
  { startFrom, endBy, gap }: Room,
): Rows {
  const later: number[] = []
  const earlier: number[] = []
  const share: number[] = []
  const least: number[] = []
  const add = (after: number, before: number, part: number, bound: number): void => {
    later.push(after)
    earlier.push(before)
    share.push(part)
    least.push(bound)
  }
  for (let index = 0; index < lengths.length; index += 1) {
    const length = lengths[index]!
    const next = index + 1
    const from = startFrom[index]!
    if (index === 0 || from > startFrom[index - 1]!) add(index, -1, 0, from)
    let waits = -1
    for (let rule = first[index]!; rule < first[next]!; rule += 1) {
      const follower = followers[rule]!
      if (apart[rule]! >= 0) waits = follower
      add(follower, index, length, Math.min(apart[rule]!, gap))
    }
    if (next < lengths.length && waits !== next) add(next, index, 0, 0)
    // Whoever waits for a line ends after it, so that only the last before a bound need keep it.
    if (waits < 0 || endBy[waits]! > endBy[index]!) add(-1, index, length, -endBy[index]!)
  }
  return {
    later: Int32Array.from(later),
    earlier: Int32Array.from(earlier),
    share: Float64Array.from(share),
    least: Float64Array.from(least),
  }
}
