import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, systemClock } from '../../clock.ts'
import { Failure } from '../../failure.ts'

/** How long to wait before trying again; a test says otherwise. */
export type Patience = {
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>
  /** 0 … 1. */
  readonly random: () => number
  /** For how long it is tried (ms), by whose clock; 4 times unless told. */
  readonly lasting?: { readonly ms: number; readonly clock: Clock }
}

export const usualPatience: Patience = {
  pause: (milliseconds, signal) => sleep(milliseconds, undefined, signal && { signal }),
  random: Math.random,
}

/** For whom nobody waits, and who has much to lose. */
export const longPatience: Patience = { ...usualPatience, lasting: { ms: 4 * 60_000, clock: systemClock } }

const TRIES = 4
/** Milliseconds before the second try, at most; three times as many before each further one, up to the longest. */
const FIRST = 300
const LONGEST = 5000

/** Does something, and tries it again a few times where that may help: with full jitter, so that not all come back at once. */
export async function patiently<Answer>(
  attempt: () => Promise<Answer>,
  { pause, random, lasting }: Patience,
  signal?: AbortSignal,
): Promise<Answer> {
  const began = lasting?.clock.now() ?? 0
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      const isOver = lasting ? lasting.clock.now() - began >= lasting.ms : tries === TRIES
      if (!(error instanceof Failure && error.retryable) || isOver || signal?.aborted) throw error
      await pause(random() * Math.min(LONGEST, FIRST * 3 ** (tries - 1)), signal)
    }
  }
}
