import { EXIT_CODES, TERMINATED } from './exit-codes.ts'
import type { Streams } from './streams.ts'

/** Work that goes on elsewhere when it is no longer watched. */
export type Leaving = Disposable & {
  /** Aborted when somebody has had enough. */
  readonly signal: AbortSignal
  /** The exit code that the signal calls for; undefined where there was none. */
  readonly exitCode: () => number | undefined
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Listens to Ctrl-C and SIGTERM: nothing here has to be finished first, so that one is enough. */
export function listenToLeave({ closed }: Pick<Streams, 'closed'>): Leaving {
  const left = new AbortController()
  let code: number | undefined
  const leave = (because: number) => {
    code ??= because
    left.abort()
  }
  const onSignal = (signal: (typeof SIGNALS)[number]) =>
    leave(signal === 'SIGINT' ? EXIT_CODES.interrupted : TERMINATED)
  const orphaned = () => leave(TERMINATED)
  const unread = () => leave(EXIT_CODES.interrupted)
  for (const signal of SIGNALS) process.on(signal, onSignal)
  process.on('disconnect', orphaned)
  if (process.connected === false) orphaned() // The launcher was killed before this was listening.
  closed.addEventListener('abort', unread)
  if (closed.aborted) unread()
  return {
    signal: left.signal,
    exitCode: () => code,
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, onSignal)
      process.off('disconnect', orphaned)
      closed.removeEventListener('abort', unread)
    },
  }
}
