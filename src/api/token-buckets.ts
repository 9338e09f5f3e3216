import type { Clock } from '../clock.ts'
import type { Rate } from './limits.ts'

type Bucket = { tokens: number; at: number }

/** Names that are remembered at most; what is forgotten is full again. */
const MOST = 50_000

/**
 * A token bucket for each name.
 * @returns takes a token: 0, or the seconds after which there is one again.
 */
export function tokenBuckets({ aMinute, atOnce }: Rate, clock: Clock): (name: string) => number {
  const buckets = new Map<string, Bucket>()
  return (name) => {
    const now = clock.now()
    const { tokens, at } = buckets.get(name) ?? { tokens: atOnce, at: now }
    const there = Math.min(atOnce, tokens + (Math.max(0, now - at) / 60_000) * aMinute)
    // Set anew, so that the map begins with whoever has not been heard of for longest.
    buckets.delete(name)
    buckets.set(name, { tokens: there >= 1 ? there - 1 : there, at: now })
    if (buckets.size > MOST) forgetOldest(buckets)
    return there >= 1 ? 0 : Math.max(1, Math.ceil(((1 - there) / aMinute) * 60))
  }
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  const [oldest] = buckets.keys()
  if (oldest !== undefined) buckets.delete(oldest)
}
