import { Failure } from '../failure.ts'

/** Milliseconds; a longer timer would go off at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** Aborts when a job has taken so many hours, with a failure that says so. */
export function deadlineOf({ hours }: { readonly hours: number }): Disposable & { readonly signal: AbortSignal } {
  const over = new AbortController()
  const failure = new Failure('vendor', `The job has taken longer than ${hours} ${hours === 1 ? 'hour' : 'hours'}.`, {
    hint: 'What is done is kept. Run the same command again, or give it more time: --max-hours',
  })
  const timer = setTimeout(() => over.abort(failure), Math.min(hours * 3_600_000, LONGEST_TIMER))
  timer.unref()
  return { signal: over.signal, [Symbol.dispose]: () => clearTimeout(timer) }
}
