import type { FailureCode } from '../../src/failure.ts'
import { EXIT_CODES } from './exit-codes.ts'

/** The failure that a job's code stands for, as a run of one's own would meet it; `vendor` for words of a newer service. */
export function failureCode(code: string | null | undefined): FailureCode {
  if (code === 'cancelled') return 'interrupted'
  return code != null && Object.hasOwn(EXIT_CODES, code) ? (code as FailureCode) : 'vendor'
}
