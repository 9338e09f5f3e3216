import { adaptiveLimit } from './adaptive-limit.ts'
import { backoff } from './backoff.ts'
import { giveUp } from './give-up.ts'
import { type TryTiming, tryOnce } from './one-try.ts'
import { stopped } from './stopped.ts'
import type { Pause, VendorAccount, VendorCalls } from './vendor-account.ts'

export type Timing = TryTiming & {
  /** Waits between tries. */
  readonly pause: Pause
  /** 0 … 1, as Math.random. */
  readonly random: () => number
}

const TRIES = 5
/** A model that answered nonsense three times will do so a fourth time, and each answer is paid for. */
const NONSENSE_TRIES = 3
/** Seconds: who has so many for the first attempt gets no more for the next. */
const LONG = 120
/**
 * Seconds that a call may take over all its tries, waiting between them included and waiting for its turn not: three
 * minutes, and half as much again as one attempt. A long recording is thus tried twice, a line as often as there are tries.
 */
const patience = (seconds: number) => 180 + 1.5 * seconds

/**
 * The door to a vendor. Make one for each account and trade, and share it between all calls of the process: it keeps their
 * number within what the vendor takes.
 */
export function vendorCalls(account: VendorAccount, timing: Timing): VendorCalls {
  const limit = adaptiveLimit(account.atOnce, timing)
  return async (spec, attempt) => {
    const place = limit.place()
    for (let [tries, nonsense, late, spent] = [1, 0, 0, 0]; ; tries++) {
      const seconds = deadline(spec.seconds, late)
      const tried = await tryOnce({ account, limit, place, spec: { ...spec, seconds }, attempt }, timing)
      if ('answer' in tried) return tried.answer
      const { trouble, failure, asked, tooLong } = tried
      const wait = asked + backoff(tries, timing.random)
      spent += tried.seconds + wait
      if (trouble.kind === 'nonsense') nonsense++
      if (trouble.kind === 'timeout') late++
      const enough = tries >= TRIES || nonsense >= NONSENSE_TRIES || spent > patience(spec.seconds)
      if (enough || tooLong || !trouble.retryable) {
        throw failure ?? giveUp(account, spec, { trouble, tries, comeBack: tooLong ? asked : undefined })
      }
      await between(wait * 1000, spec.signal, timing.pause)
    }
  }
}

/** Twice as long after each attempt that was late, so that a first one may be short, and a slow vendor is heard out all the same. */
function deadline(seconds: number, late: number): number {
  return Math.max(seconds, Math.min(LONG, seconds * 2 ** late))
}

async function between(ms: number, signal: AbortSignal, pause: Pause): Promise<void> {
  await pause(ms, signal).catch((error: unknown) => {
    throw signal.aborted ? stopped(signal) : error
  })
}
