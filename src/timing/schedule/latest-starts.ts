import type { Room } from './room.ts'
import type { Rules } from './rules.ts'

/**
 * The latest start of each line (s) with which it and all that follow still end in time, each as short as it may be.
 * The room suffices exactly where no line must start sooner than it may. O(n), from the last line to the first.
 */
export function latestStarts(rules: Rules, { least, endBy, gap }: Omit<Room, 'most' | 'startFrom'>): Float64Array {
  const { first, later, apart } = rules
  const latest = new Float64Array(least.length)
  for (let index = least.length - 1; index >= 0; index -= 1) {
    let end = endBy[index]!
    for (let rule = first[index]!; rule < first[index + 1]!; rule += 1) {
      end = Math.min(end, latest[later[rule]!]! - Math.min(apart[rule]!, gap))
    }
    latest[index] = Math.min(end - least[index]!, index + 1 < latest.length ? latest[index + 1]! : Infinity)
  }
  return latest
}
