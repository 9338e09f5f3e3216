import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import type { AdaptiveLimit, Ending } from './adaptive-limit.ts'
import { type Attempted, attemptOnce } from './attempt.ts'
import type { CallSpec, Pause, Trouble, VendorAccount } from './vendor-account.ts'

export type Try<Answer> = {
  readonly account: VendorAccount
  readonly limit: AdaptiveLimit
  readonly place: number
  readonly spec: CallSpec
  readonly attempt: (signal: AbortSignal) => Promise<Answer>
}

export type TryTiming = {
  readonly clock: Clock
  /** Waits for the deadline of an attempt; the system's timer, unless told. */
  readonly deadline?: Pause
}

export type Tried<Answer> =
  | { readonly answer: Answer }
  | {
      readonly trouble: Trouble
      /** What the attempt itself found wrong with its answer: told as it is. */
      readonly failure: Failure | undefined
      /** Seconds that the attempt took. */
      readonly seconds: number
      /** Seconds until the vendor wants to be asked again, and whether that is worth waiting for. */
      readonly asked: number
      readonly tooLong: boolean
    }

/**
 * Seconds. Vendors count by the minute, so that two minutes are worth waiting; who asks for more means a day's limit,
 * and a person should know instead of watching a bar that stands still.
 */
const LONGEST_WAIT = 120

/**
 * One attempt, in its turn.
 * @throws {Failure} `interrupted`; and whatever the attempt throws that is no trouble of the vendor's.
 */
export async function tryOnce<Answer>(
  { account, limit, place, spec, attempt }: Try<Answer>,
  { clock, deadline = systemDeadline }: TryTiming,
): Promise<Tried<Answer>> {
  const leave = await limit.enter(place, spec.signal)
  let ending: Ending = 'failed'
  let hold = 0
  try {
    const began = clock.now()
    const attempted = await attemptOnce(spec, attempt, deadline)
    if (attempted.end === 'answered') {
      ending = 'answered'
      return { answer: attempted.answer }
    }
    const { trouble, failure } = troubleOf(account, spec, attempted)
    if (trouble.kind === 'busy') ending = 'busy'
    const now = clock.now()
    const asked = trouble.retryAfter ?? Math.max(0, ((trouble.retryAt ?? now) - now) / 1000)
    const tooLong = asked > LONGEST_WAIT
    if (!tooLong) hold = asked * 1000
    return { trouble, failure, seconds: (now - began) / 1000, asked, tooLong }
  } finally {
    leave(ending, hold)
  }
}

const systemDeadline: Pause = async (ms, signal) => {
  await sleep(ms, undefined, { signal })
}

function troubleOf<Answer>(
  account: VendorAccount,
  { seconds }: CallSpec,
  attempted: Exclude<Attempted<Answer>, { end: 'answered' }>,
): { readonly trouble: Trouble; readonly failure: Failure | undefined } {
  if (attempted.end === 'late') {
    return { trouble: { kind: 'timeout', retryable: true, what: `${seconds} seconds` }, failure: undefined }
  }
  const { error } = attempted
  if (error instanceof Failure) {
    if (!error.retryable) throw error
    return { trouble: { kind: 'nonsense', retryable: true, what: '' }, failure: error }
  }
  const trouble = account.troubleOf(error)
  if (trouble === undefined) throw error
  return { trouble, failure: undefined }
}
