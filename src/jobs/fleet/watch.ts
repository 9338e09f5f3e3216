import type { Clock } from '../../clock.ts'
import { Failure } from '../../failure.ts'

/** The least time between two reports, in ms. */
const REPORT_MS = 1000
/** How often it is asked whether to go on, also where nothing moves, in ms. */
const ASK_MS = 2000

/** The subject of the failure that the work is stopped with. */
export const STOPPED = 'stopped'

/** What stops work that is nobody's any more, or another's. */
export function notOurs(): Failure {
  return new Failure('interrupted', 'The job was cancelled, or is another worker’s now.', { subject: STOPPED })
}

export type Watch<Report> = AsyncDisposable & {
  /** Aborted when the work shall stop. */
  readonly stopped: AbortSignal
  readonly report: (report: Report) => void
}

/**
 * Says how the work stands, at most once a second, and asks with it whether it should go on: within two seconds a person who
 * cancels is heard. A question that gets no answer is no reason to cut paid work off. After it is disposed of, nothing is
 * written any more.
 * @param ask with the newest report; undefined where there is none yet.
 */
export function watch<Report>(
  ask: (report: Report | undefined) => Promise<{ readonly stop: boolean }>,
  { clock, onTrouble }: { readonly clock: Clock; readonly onTrouble: (failure: Failure) => void },
): Watch<Report> {
  const stopped = new AbortController()
  let newest: Report | undefined
  let askedAt = -Infinity
  let asking: Promise<void> | undefined
  const now = async () => {
    askedAt = clock.now()
    const answer = await ask(newest).catch((error: unknown) => {
      onTrouble(Failure.from(error))
      return { stop: false }
    })
    if (answer.stop) stopped.abort(notOurs())
  }
  const askNow = () => {
    asking ??= now().finally(() => {
      asking = undefined
    })
  }
  const timer = setInterval(askNow, ASK_MS)
  return {
    stopped: stopped.signal,
    report(report) {
      newest = report
      if (clock.now() - askedAt >= REPORT_MS) askNow()
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await asking
    },
  }
}
