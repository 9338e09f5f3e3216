/** Numbers that look random, the same for the same seed everywhere. */
export type Random = {
  /** Evenly from `low` to `high`. */
  readonly between: (low: number, high: number) => number
  /** A bell around `mean`, by Box and Muller (1958). */
  readonly bell: (mean: number, deviation: number) => number
  /** True with this probability. */
  readonly chance: (probability: number) => boolean
}

/** The minimal standard generator of Park and Miller with their multiplier of 1993: s ← 48271 s mod 2³¹ − 1. */
export function randomFrom(seed: number): Random {
  let state = seed
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const between = (low: number, high: number): number => low + (high - low) * next()
  for (let round = 0; round < 8; round += 1) next() // Small seeds begin with small numbers.
  return {
    between,
    bell: (mean, deviation) => mean + deviation * Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()),
    chance: (probability) => next() < probability,
  }
}
