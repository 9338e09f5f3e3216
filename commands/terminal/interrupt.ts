import { Failure } from '../../src/failure.ts'
import type { Stop } from '../../src/pipeline/run.ts'
import type { Context } from '../command.ts'
import { EXIT_CODES, TERMINATED } from './exit-codes.ts'
import { onSignals, type StopSignal } from './on-signals.ts'
import type { Streams } from './streams.ts'
import { tell } from './tell.ts'

export type Interrupt = Disposable & {
  readonly stop: Stop
  /** Aborted when calls shall be cut off. */
  readonly signal: AbortSignal
  /** The exit code that the signal calls for; undefined where there was none. */
  readonly exitCode: () => number | undefined
  /** Has it speak through what draws on the terminal: standard error would be drawn over. */
  readonly speakThrough: (say: (text: string) => void) => void
}

/**
 * Listens to Ctrl-C and SIGTERM: the first one finishes the calls under way and keeps them, the second one cuts them off.
 * Both say how to go on. Where nobody reads the output any more, that is a first one.
 */
export function listenForInterrupt({ err, closed }: Pick<Streams, 'err' | 'closed'>, resume: string): Interrupt {
  const cut = new AbortController()
  let code: number | undefined
  // On a row of its own: the terminal has written ^C where the cursor was.
  let say = (text: string) => err(`\n${text}\n`)
  const onSignal = (signal: StopSignal) => {
    if (code !== undefined) {
      say(`Stopping now. What was finished is kept. To go on: ${resume}`)
      cut.abort()
      return
    }
    code = signal === 'SIGINT' ? EXIT_CODES.interrupted : TERMINATED
    const again = signal === 'SIGINT' ? 'Ctrl-C' : signal
    say(`Finishing what is under way, to keep it; ${again} again stops now. To go on: ${resume}`)
  }
  const unread = () => {
    code ??= EXIT_CODES.interrupted
  }
  const signals = onSignals(onSignal)
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
      signals[Symbol.dispose]()
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

type Around = { readonly interrupt: Interrupt; readonly context: Pick<Context, 'manner' | 'streams'> }

/**
 * Tells the person who stopped the work how to go on.
 * @returns the exit code that the signal calls for.
 * @throws {Failure} what else has gone wrong.
 */
export function tellStopped(error: unknown, resume: string, { interrupt, context }: Around): number {
  const failure = stoppedBy(interrupt, error, resume)
  if (failure.code !== 'interrupted') throw failure
  const code = tell(failure, context.manner, context.streams)
  return interrupt.exitCode() ?? code
}
