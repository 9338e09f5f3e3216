import type { FailureCode } from '../../src/failure.ts'
import { EXIT_CODES } from './exit-codes.ts'

/** From the one that a person has to see to first. */
const WORST = [
  'internal',
  'lost',
  'config',
  'usage',
  'auth',
  'budget',
  'vendor',
  'input',
  'partial',
  'interrupted',
] as const satisfies readonly FailureCode[]

/** The exit code where all of many have failed: the worst one's. @param codes of the failures. */
export function worstExitCode(codes: readonly (string | undefined)[]): number {
  return EXIT_CODES[WORST.find((code) => codes.includes(code)) ?? 'vendor']
}
