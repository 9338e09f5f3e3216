import { Failure } from '../../src/failure.ts'
import type { Stop } from '../../src/pipeline/run.ts'
import { EXIT_CODES, TERMINATED } from './exit-codes.ts'
import type { Streams } from './streams.ts'

export type Interrupt = Disposable & {
  readonly stop: Stop
  /** Aborted when calls shall be cut off. */
  readonly signal: AbortSignal
  /** The exit code that the signal calls for; undefined where there was none. */
  readonly exitCode: () => number | undefined
  /** Has it speak through what draws on the terminal: standard error would be drawn over. */
  readonly speakThrough: (say: (text: string) => void) => void
}

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'
const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Listens to Ctrl-C and SIGTERM: the first one finishes the calls under way and keeps them, the second one cuts them off.
 * Both say how to go on. Where nobody reads the output any more, that is a first one.
 */
export function listenForInterrupt({ err, closed }: Pick<Streams, 'err' | 'closed'>, resume: string): Interrupt {
  const cut = new AbortController()
  let code: number | undefined
  // On a row of its own: the terminal has written ^C where the cursor was.
  let say = (text: string) => err(`\n${text}\n`)
  const onSignal = (signal: Signal) => {
    if (code !== undefined) {
      say(`Stopping now. What was finished is kept. To go on: ${resume}`)
      cut.abort()
      return
    }
    code = signal === 'SIGINT' ? EXIT_CODES.interrupted : TERMINATED
    const again = signal === 'SIGINT' ? 'Ctrl-C' : signal
    say(`Finishing what is under way, to keep it; ${again} again stops now. To go on: ${resume}`)
  }
  const orphaned = () => onSignal('SIGTERM')
  const unread = () => {
    code ??= EXIT_CODES.interrupted
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  process.on('disconnect', orphaned)
  if (process.connected === false) orphaned() // The launcher was killed before this was listening.
  closed.addEventListener('abort', unread)
  if (closed.aborted) unread()
  return {
    stop: {
      get requested() {
        return code !== undefined
      },
    },
    signal: cut.signal,
    exitCode: () => code,
    speakThrough(through) {
      say = through
    },
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, onSignal)
      process.off('disconnect', orphaned)
      closed.removeEventListener('abort', unread)
    },
  }
}

/** The failure as the person who stopped the work should read it. */
export function stoppedBy(interrupt: Interrupt, error: unknown, resume: string): Failure {
  const failure = Failure.from(error)
  if (failure.code !== 'interrupted' || interrupt.exitCode() === undefined) return failure
  const hint = `To go on: ${resume}`
  return new Failure('interrupted', 'Stopped. What was finished is kept.', { hint, cause: error })
}
