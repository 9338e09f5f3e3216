/** Milliseconds before the second try, at most; twice as many before each further one. */
const FIRST = 1000
const MOST = 15_000

/**
 * How long to wait before trying again, in milliseconds, after so many tries: exponential backoff with full jitter.
 * Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function backoff(tries: number): number {
  return Math.random() * Math.min(MOST, FIRST * 2 ** (tries - 1))
}
