import { latestStarts } from './latest-starts.ts'
import type { Room } from './room.ts'
import type { Rules } from './rules.ts'

/** When each clip starts and how long it is played (s). */
export type Played = { readonly starts: Float64Array; readonly lengths: Float64Array }

/**
 * The schedule nearest to a wished one that keeps all bounds, whatever rounding did to the wish: to 1e-9 s.
 *
 * Line by line, a clip that would run into the one after it becomes shorter, as far as it may, and only then pushes it;
 * it never starts after its latest start, so that all that follow still fit. O(n).
 */
export function settle({ starts, lengths }: Played, rules: Rules, room: Room): Played {
  const { first, later, apart } = rules
  const { least, most, startFrom, endBy, gap } = room
  const latest = latestStarts(rules, room)
  const settled = { starts: startFrom.slice(), lengths: new Float64Array(lengths.length) }
  for (let index = 0; index < lengths.length; index += 1) {
    const soonest = Math.max(settled.starts[index]!, index > 0 ? settled.starts[index - 1]! : 0)
    const start = Math.max(startFrom[index]!, Math.min(latest[index]!, Math.max(soonest, starts[index]!)))
    let [wanted, allowed] = [Math.min(most[index]!, lengths[index]!), endBy[index]! - start]
    for (let rule = first[index]!; rule < first[index + 1]!; rule += 1) {
      const room = -start - Math.min(apart[rule]!, gap)
      wanted = Math.min(wanted, starts[later[rule]!]! + room)
      allowed = Math.min(allowed, latest[later[rule]!]! + room)
    }
    const length = Math.max(least[index]!, Math.min(allowed, wanted))
    settled.starts[index] = start
    settled.lengths[index] = length
    for (let rule = first[index]!; rule < first[index + 1]!; rule += 1) {
      const end = start + length + Math.min(apart[rule]!, gap)
      settled.starts[later[rule]!] = Math.max(settled.starts[later[rule]!]!, end)
    }
  }
  return settled
}
