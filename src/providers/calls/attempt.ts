import { stopped } from './stopped.ts'
import type { CallSpec, Pause } from './vendor-account.ts'

export type Attempted<Answer> =
  | { readonly end: 'answered'; readonly answer: Answer }
  | { readonly end: 'failed'; readonly error: unknown }
  | { readonly end: 'late' }

/**
 * Makes one attempt within its deadline. SDKs do not always heed the signal (a body that stops coming, a sleep), so an
 * attempt that is late or called off is left alone at once, whatever it does then.
 * @throws {Failure} `interrupted`, where the call's own signal was aborted.
 */
export async function attemptOnce<Answer>(
  { seconds, signal }: CallSpec,
  attempt: (signal: AbortSignal) => Promise<Answer>,
  pause: Pause,
): Promise<Attempted<Answer>> {
  if (signal.aborted) throw stopped(signal)
  const socket = new AbortController()
  const over = new AbortController()
  const late = pause(seconds * 1000, over.signal).then(
    () => ({ end: 'late' }) as const,
    () => new Promise<never>(() => {}),
  )
  try {
    const first = await Promise.race([outcome(attempt, socket.signal), late, calledOff(signal, over.signal)])
    if (signal.aborted) throw stopped(signal)
    if (first.end === 'late') socket.abort()
    return first
  } catch (error) {
    socket.abort()
    throw error
  } finally {
    over.abort()
  }
}

async function outcome<Answer>(
  attempt: (signal: AbortSignal) => Promise<Answer>,
  signal: AbortSignal,
): Promise<Attempted<Answer>> {
  try {
    return { end: 'answered', answer: await attempt(signal) }
  } catch (error) {
    return { end: 'failed', error }
  }
}

/** Rejects when the signal is aborted; listens no longer than the attempt goes on. */
function calledOff(signal: AbortSignal, over: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(stopped(signal)), { once: true, signal: over })
  return promise
}
