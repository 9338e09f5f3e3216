import type { Stop } from '../../src/pipeline/run.ts'
import { TERMINATED } from './exit-codes.ts'
import type { Streams } from './streams.ts'

export type Interrupt = Disposable & {
  readonly stop: Stop
  /** Aborted when calls shall be cut off. */
  readonly signal: AbortSignal
  /** The exit code that the signal calls for; undefined where there was none. */
  readonly exitCode: () => number | undefined
}

/**
 * Listens to Ctrl-C and SIGTERM: the first one finishes the calls under way and keeps them, the second one cuts them off.
 * Both say how to go on.
 */
export function listenForInterrupt({ err }: Streams, resume: string): Interrupt {
  const cut = new AbortController()
  let code: number | undefined
  const onSignal = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => {
    if (code !== undefined) {
      err(`\nStopping now. What was finished is kept. To go on: ${resume}\n`)
      cut.abort()
      return
    }
    code = signal === 'SIGINT' ? 130 : TERMINATED
    err(
      `\nFinishing what is under way, to keep it; ${signal === 'SIGINT' ? 'Ctrl-C' : signal} again stops now. To go on: ${resume}\n`,
    )
  }
  const orphaned = () => onSignal('SIGTERM')
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  process.on('SIGHUP', onSignal)
  process.on('disconnect', orphaned)
  return {
    stop: {
      get requested() {
        return code !== undefined
      },
    },
    signal: cut.signal,
    exitCode: () => code,
    [Symbol.dispose]() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
      process.off('SIGHUP', onSignal)
      process.off('disconnect', orphaned)
    },
  }
}
