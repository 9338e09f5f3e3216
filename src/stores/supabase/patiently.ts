import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../failure.ts'

/** How long to wait before trying again; a test says otherwise. */
export type Patience = {
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>
  /** 0 … 1. */
  readonly random: () => number
}

export const usualPatience: Patience = {
  pause: (milliseconds, signal) => sleep(milliseconds, undefined, signal && { signal }),
  random: Math.random,
}

const TRIES = 4
/** Milliseconds before the second try, at most; three times as many before each further one. */
const FIRST = 300

/** Does something, and tries it again a few times where that may help: with full jitter, so that not all come back at once. */
export async function patiently<Answer>(
  attempt: () => Promise<Answer>,
  { pause, random }: Patience,
  signal?: AbortSignal,
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof Failure && error.retryable) || tries === TRIES) throw error
      await pause(random() * FIRST * 3 ** (tries - 1), signal)
    }
  }
}
