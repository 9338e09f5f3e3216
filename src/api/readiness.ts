import type { ApiParts } from './parts.ts'

export type Readiness = { readonly isReady: boolean; readonly checks: Record<string, 'ok' | 'failed'> }

/** Milliseconds for which an answer holds: whoever asks more often gets it again. */
const HOLDS = 2000
/** Milliseconds after which what does not answer is taken for failed. */
const PATIENCE = 5000

/** Asks all that the service stands on, together. One that is closing is not ready any more. */
export function readiness({ ready, clock, closing }: Pick<ApiParts, 'ready' | 'clock' | 'closing'>) {
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined
  return async (): Promise<Readiness> => {
    if (!last || clock.now() - last.at >= HOLDS) last = { at: clock.now(), answer: ask() }
    const { isReady, checks } = await last.answer
    return { isReady: isReady && !closing.aborted, checks }
  }

  async function ask(): Promise<Readiness> {
    const signal = AbortSignal.timeout(PATIENCE)
    const over = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
    const asked = Object.entries(ready).map(async ([name, check]): Promise<readonly [string, 'ok' | 'failed']> => {
      // Why is for the log of whoever runs the database; the whole world may read this.
      const isGood = await Promise.race([check(signal), over]).then(
        () => true,
        () => false,
      )
      return [name, isGood ? 'ok' : 'failed']
    })
    const checks = await Promise.all(asked)
    over.catch(() => {}) // Nobody waits for it any more.
    return { isReady: checks.every(([, found]) => found === 'ok'), checks: Object.fromEntries(checks) }
  }
}
