import type { Stop } from '../../src/pipeline/run.ts'
import { onSignals } from './on-signals.ts'
import type { Streams } from './streams.ts'

/** How somebody ends a review. */
export type ReviewStop = Disposable & {
  /** Requested with the first signal: what is under way is finished and kept. */
  readonly stop: Stop
  /** Aborted with the second one: that too is cut off. */
  readonly cut: AbortSignal
  /** Kept with the first one. */
  readonly asked: Promise<void>
}

/** Listens to Ctrl-C and SIGTERM. Edits are on the disk as soon as they are made, so that only a run has to be waited for. */
export function listenForReviewStop({ err }: Pick<Streams, 'err'>, isRunning: () => boolean): ReviewStop {
  const asked = Promise.withResolvers<void>()
  const cut = new AbortController()
  let requested = false
  const signals = onSignals(() => {
    if (requested) return cut.abort()
    requested = true
    if (isRunning()) err('\nFinishing what is under way, to keep it; the same again stops now.\n')
    asked.resolve()
  })
  return {
    stop: {
      get requested() {
        return requested
      },
    },
    cut: cut.signal,
    asked: asked.promise,
    [Symbol.dispose]: () => signals[Symbol.dispose](),
  }
}
