/** The one place that knows what time it is, so that tests may say so instead. */
export type Clock = {
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number
}

export const systemClock: Clock = { now: () => Date.now() }
