import { type Solution, solveProgram } from './interior-point.ts'
import { keepPauses } from './keep-pauses.ts'
import { type Limits, makeRoom } from './make-room.ts'
import { longPauses } from './pauses.ts'
import { programOf } from './program.ts'
import type { Room } from './room.ts'
import { type Rules, rulesOf, type SpokenSpan } from './rules.ts'
import { type Played, settle } from './settle.ts'
import { weightsFor } from './weights.ts'

/** The best schedule within the bounds, what bounds they were, and how it was found. */
export type Optimum = {
  readonly played: Played
  readonly rules: Rules
  readonly room: Room
  readonly solution: Solution
}

/** How near to its line's (s) a start is meant to be the same: what little all else weighs where starts come first. */
const SAME = { natural: 0, tight: 1e-5 } as const

/**
 * Finds the schedule of the least weighted sum of squared errors for clips of these lengths (s), within what the limits,
 * the source's overlaps and its long pauses leave. With `tight`, neither a long pause nor the gap moves a start: the clip
 * before it only goes faster, as far as it may. O(n).
 */
export function optimum(
  lines: readonly SpokenSpan[],
  lengths: Float64Array,
  limits: Limits,
  sync: 'natural' | 'tight',
): Optimum {
  const { duration, maxRate, gap } = limits
  const rules = rulesOf(lines, lengths, maxRate)
  const need = { rules, least: lengths.map((length) => length / maxRate), gap }
  const pauses = keepPauses(longPauses(lines, duration, gap), need, duration)
  const room = makeRoom(rules, lengths, pauses, limits)
  const bounds = sync === 'tight' ? makeRoom(rules, lengths, [], { ...limits, gap: 0 }) : room
  const solution = solveProgram(programOf(lines, lengths, weightsFor(sync), { rules, room: bounds }))
  const starts = solution.starts.map((start, index) => {
    const own = lines[index]!.start
    return Math.abs(start - own) < SAME[sync] ? own : start
  })
  const ends = endsBy(starts, rules, room)
  const wished = lengths.map((length, index) => {
    const most = Math.max(room.least[index]!, ends[index]! - starts[index]!)
    return Math.min(length * solution.stretches[index]!, most)
  })
  return { played: settle({ starts, lengths: wished }, rules, bounds), rules, room, solution }
}

/** When each line should have ended (s), with these starts, so as to keep the gap and not to talk into a long pause. */
function endsBy(starts: Float64Array, { first, later, apart }: Rules, { endBy, gap }: Room): Float64Array {
  return endBy.map((latest, index) => {
    let end = latest
    for (let rule = first[index]!; rule < first[index + 1]!; rule += 1) {
      end = Math.min(end, starts[later[rule]!]! - Math.min(apart[rule]!, gap))
    }
    return end
  })
}
