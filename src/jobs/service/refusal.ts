/** Why the service does not do what a user asks, beyond what is wrong with the question itself. */
export type RefusalReason =
  /** There is no such job, or it is another user's. */
  | 'not_found'
  /** The account is not known. */
  | 'forbidden'
  /** What is asked is not understood, or cannot be served. */
  | 'validation'
  /** The job is not in a state for it. */
  | 'conflict'
  | 'not_uploaded'
  | 'too_large'
  | 'too_long'
  /** More, all languages together, than a user may ever submit in a day. */
  | 'too_much'
  | 'unsupported_media_type'
  /** The track cannot be read, or nothing is heard in it. */
  | 'unreadable_media'
  | 'checksum_mismatch'
  | 'duration_mismatch'
  | 'quota_exceeded'

export type Refusal = {
  readonly refused: RefusalReason
  readonly message: string
  readonly details?: unknown
  /** Seconds after which it may be asked again. */
  readonly retryAfter?: number
}

export function isRefusal(outcome: object): outcome is Refusal {
  return 'refused' in outcome
}

/** Also of another user's job: what is not one's own is not there. */
export const NO_SUCH_JOB: Refusal = { refused: 'not_found', message: 'There is no such job.' }

export const UNKNOWN_ACCOUNT: Refusal = { refused: 'forbidden', message: 'This account is not known to the service.' }

/** A job that was cancelled, or given up, before it was submitted. */
export const NEVER_SUBMITTED: Refusal = {
  refused: 'conflict',
  message: 'The job ended before it was submitted. Upload the tracks anew.',
}
