import type { Clock } from '../../clock.ts'
import { waitAskedFor } from '../wait-asked-for.ts'

export type PatientFetch = {
  readonly fetch: typeof fetch
  /** What the server asked to wait with its last 429, in ms; undefined where it said nothing. */
  readonly retryAfter: () => number | undefined
}

/** How long one call may take, and for how long a server that fails is tried again, in ms. */
const CALL_MS = 10_000
const PATIENCE_MS = 5_000

/**
 * The fetch of an auth client, with an end: the client itself would wait for an answer for ever, and try a refresh again
 * for half a minute. One for each client: its patience begins with its first call.
 */
export function patientFetch(clock: Clock, callMs = CALL_MS): PatientFetch {
  let since: number | undefined
  let wait: number | undefined
  return {
    retryAfter: () => wait,
    async fetch(input, init) {
      since ??= clock.now()
      const isOver = () => clock.now() - (since ?? 0) >= PATIENCE_MS
      const answer = await fetch(input, { ...init, signal: AbortSignal.timeout(callMs) }).catch((error: unknown) => {
        if (isOver()) return givenUp()
        throw error
      })
      if (answer.status === 429) wait = waitAskedFor(answer.headers)
      if (answer.status < 500 || !isOver()) return answer
      await answer.body?.cancel()
      return givenUp()
    },
  }
}

/** The client takes this status for a refusal, and stops; every other 5xx and every error it would try again. */
function givenUp(): Response {
  return Response.json({ error_code: GIVEN_UP, msg: 'does not answer' }, { status: 599 })
}

export const GIVEN_UP = 'given_up'
