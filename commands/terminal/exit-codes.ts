import type { FailureCode } from '../../src/failure.ts'

/** What a script learns from each failure. */
export const EXIT_CODES = {
  internal: 1,
  lost: 1,
  usage: 2,
  config: 2,
  input: 3,
  auth: 4,
  vendor: 5,
  partial: 6,
  budget: 7,
  interrupted: 130,
} as const satisfies Record<FailureCode, number>

export const DONE = 0
/** Submitted to the service, and not waited for. */
export const PENDING = 8
export const TERMINATED = 143
