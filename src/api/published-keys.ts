import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'

/** Milliseconds in which keys are taken for up to date. */
const FRESH = 10 * 60_000
/** Milliseconds for which keys serve on while no newer ones can be had: a key that was revoked lives no longer than that. */
const LASTING = 24 * 3_600_000
/** Milliseconds after a fetch, also one that failed, in which nothing causes another. */
const PAUSE = 30_000
/** Milliseconds that a fetch may take. */
const PATIENCE = 5000

type Known = { readonly keys: JWTVerifyGetKey; readonly at: number }
type Fetched = { readonly at: number; readonly error?: unknown }

/**
 * The keys that are published at an address, fetched when they are needed, and again once they are ten minutes old. While that
 * fails, those that are known serve on, for a day. An id that is not among them is looked for once more, but not within half
 * a minute of another fetch. `onTrouble` hears of each fetch that fails.
 * @returns the key of a token. It throws jose's `JWKSNoMatchingKey` where there is none, and what the last fetch failed with
 * where that cannot be known.
 */
export function publishedKeys(address: string, clock: Clock, onTrouble: (message: string) => void): JWTVerifyGetKey {
  let known: Known | undefined
  let last: Fetched | undefined
  let fetching: Promise<void> | undefined

  const age = ({ at }: { readonly at: number }) => clock.now() - at
  const serving = () => (known && age(known) < LASTING ? known : undefined)
  const isPausing = () => last !== undefined && age(last) < PAUSE
  /** How it ended is in `last`: it never throws. Whoever wants one meanwhile waits for the same. */
  const fetchThem = () => {
    fetching ??= keysAt(address)
      .then((keys) => {
        known = { keys, at: clock.now() }
        last = { at: clock.now() }
      })
      .catch((error: unknown) => {
        last = { at: clock.now(), error }
        onTrouble(troubleWith(serving()))
      })
      .finally(() => {
        fetching = undefined
      })
    return fetching
  }
  const refresh = async () => {
    if (isPausing() || (known && age(known) < FRESH)) return
    const hasFailed = last?.error !== undefined
    const fetched = fetchThem()
    // As long as there are keys, an outage keeps nobody waiting but whoever met it first.
    if (!hasFailed || !serving()) await fetched
  }
  const keyOf: JWTVerifyGetKey = async (header, token) => {
    const { keys } = serving() ?? {}
    if (!keys) throw last?.error
    return keys(header, token)
  }

  return async (header, token) => {
    await refresh()
    try {
      return await keyOf(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      if (!isPausing()) await fetchThem()
      if (last?.error !== undefined) throw last.error
      return keyOf(header, token)
    }
  }
}

function troubleWith(serving: Known | undefined): string {
  const [since, until] = serving ? [serving.at, serving.at + LASTING].map((at) => new Date(at).toISOString()) : []
  const meanwhile = serving ? `Those of ${since} serve until ${until}.` : 'There are none meanwhile.'
  return `The keys that access tokens are checked with cannot be fetched. ${meanwhile}`
}

async function keysAt(address: string): Promise<JWTVerifyGetKey> {
  const headers = { accept: 'application/json' }
  const response = await fetch(address, { headers, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) })
  if (response.status !== 200) throw new Failure('vendor', `The keys were answered with ${response.status}.`)
  return createLocalJWKSet((await response.json()) as JSONWebKeySet)
}
