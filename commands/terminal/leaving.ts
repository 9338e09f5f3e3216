import { EXIT_CODES, TERMINATED } from './exit-codes.ts'
import { onSignals } from './on-signals.ts'
import type { Streams } from './streams.ts'

/** Work that goes on elsewhere when it is no longer watched. */
export type Leaving = Disposable & {
  /** Aborted when somebody has had enough. */
  readonly signal: AbortSignal
  /** The exit code that the signal calls for; undefined where there was none. */
  readonly exitCode: () => number | undefined
}

/** Listens to Ctrl-C and SIGTERM: nothing here has to be finished first, so that one is enough. */
export function listenToLeave({ closed }: Pick<Streams, 'closed'>): Leaving {
  const left = new AbortController()
  let code: number | undefined
  const leave = (because: number) => {
    code ??= because
    left.abort()
  }
  const unread = () => leave(EXIT_CODES.interrupted)
  const signals = onSignals((signal) => leave(signal === 'SIGINT' ? EXIT_CODES.interrupted : TERMINATED))
  closed.addEventListener('abort', unread)
  if (closed.aborted) unread()
  return {
    signal: left.signal,
    exitCode: () => code,
    [Symbol.dispose]() {
      signals[Symbol.dispose]()
      closed.removeEventListener('abort', unread)
    },
  }
}
