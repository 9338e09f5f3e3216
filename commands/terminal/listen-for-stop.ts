import { onSignals } from './on-signals.ts'
import type { Streams } from './streams.ts'

/** What a service is asked to do by whoever runs it. */
export type ServiceStop = Disposable & {
  /** Takes nothing new and finishes what is under way. */
  readonly stop: AbortSignal
  /** Ends that too. */
  readonly cut: AbortSignal
}

/** Milliseconds until what does not finish is cut off: containers are given ten seconds before they are killed. */
const PATIENCE_MS = 8000

/** The first signal asks a service to end in good order, and says so; the second, or time, cuts it off. */
export function listenForStop({ err }: Pick<Streams, 'err'>, saying: string): ServiceStop {
  const [stop, cut] = [new AbortController(), new AbortController()]
  let patience: NodeJS.Timeout | undefined
  const signals = onSignals(() => {
    if (stop.signal.aborted) return cut.abort()
    err(`${saying}; the same again stops now.\n`)
    patience = setTimeout(() => cut.abort(), PATIENCE_MS)
    stop.abort()
  })
  return {
    stop: stop.signal,
    cut: cut.signal,
    [Symbol.dispose]() {
      clearTimeout(patience)
      signals[Symbol.dispose]()
    },
  }
}
