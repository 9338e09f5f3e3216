/** Seconds before the first repetition, at most; twice as many before each further one. */
const FIRST = 1
const MOST = 20

/**
 * How long to wait before trying again, in seconds, after so many tries. Exponential backoff with full jitter:
 * anything between nothing and the bound, so that calls that failed together do not come back together.
 * Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function backoff(tries: number, random: () => number): number {
  return random() * Math.min(MOST, FIRST * 2 ** (tries - 1))
}
