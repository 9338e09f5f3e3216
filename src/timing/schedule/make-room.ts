import { spread } from './keep-pauses.ts'
import { largestShare } from './largest-share.ts'
import { latestStarts } from './latest-starts.ts'
import { blocksOf, type Pause } from './pauses.ts'
import type { Room } from './room.ts'
import type { Rules } from './rules.ts'

/** The bounds of all lines: the source's length (s), rates, and the gap (s). */
export type Limits = {
  readonly duration: number
  readonly maxRate: number
  readonly minRate: number
  readonly gap: number
}

type Times = Omit<Room, 'most'>

/**
 * What lines in the way may be faster by than just needed: shoulder to shoulder at one rate they would drift away from
 * their own time by seconds, which is worse.
 */
const LEEWAY = 1.1

/** What rounding may make lines start too early by (s). */
const ROUNDING = 5e-10

/**
 * What each line may take within the limits and beside the pauses that are kept (s). Where that is not enough, the gaps
 * shrink alike, down to 0, and where that is not enough either, the lines in the way may become shorter than the
 * highest rate makes them, all alike and by little more than is needed. O(n).
 */
export function makeRoom(rules: Rules, lengths: Float64Array, pauses: readonly Pause[], limits: Limits): Room {
  const blocks = blocksOf(pauses, lengths.length, limits.duration)
  const times = quicken(rules, {
    least: lengths.map((length) => length / limits.maxRate),
    startFrom: spread(blocks, 'startFrom', lengths.length),
    endBy: spread(blocks, 'endBy', lengths.length),
    gap: limits.gap,
  })
  const most = lengths.map((length, index) => {
    return Math.max(times.least[index]!, Math.min(length / limits.minRate, rules.longest[index]!))
  })
  return { ...times, most }
}

function quicken(rules: Rules, times: Times): Times {
  if (isEnough(rules, times, ROUNDING)) return times
  const close = { ...times, gap: 0 }
  if (isEnough(rules, close, ROUNDING)) {
    const share = largestShare((part) => isEnough(rules, { ...times, gap: part * times.gap }))
    return { ...times, gap: share * times.gap }
  }
  const earliest = earliestStarts(rules, close)
  const latest = latestStarts(rules, close)
  const shorter = (part: number): Float64Array =>
    close.least.map((length, index) => (earliest[index]! > latest[index]! + ROUNDING ? part * length : length))
  const enough = largestShare((part) => isEnough(rules, { ...close, least: shorter(part) }))
  return { ...close, least: shorter(enough / LEEWAY) }
}

function isEnough(rules: Rules, times: Times, rounding = 0): boolean {
  return latestStarts(rules, times).every((latest, index) => latest >= times.startFrom[index]! - rounding)
}

function earliestStarts({ first, later, apart }: Rules, { startFrom, least, gap }: Times): Float64Array {
  const earliest = startFrom.slice()
  for (let index = 0; index < earliest.length; index += 1) {
    earliest[index] = Math.max(earliest[index]!, index > 0 ? earliest[index - 1]! : 0)
    const end = earliest[index]! + least[index]!
    for (let rule = first[index]!; rule < first[index + 1]!; rule += 1) {
      const follower = later[rule]!
      earliest[follower] = Math.max(earliest[follower]!, end + Math.min(apart[rule]!, gap))
    }
  }
  return earliest
}
