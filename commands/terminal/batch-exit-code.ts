import type { Summary } from '../../src/dub/summary.ts'
import type { FailureCode } from '../../src/failure.ts'
import { DONE, EXIT_CODES } from './exit-codes.ts'

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

/** 0 where all is done, 6 where some is, and where all has failed the code of the worst failure. */
export function batchExitCode({ totals, files }: Pick<Summary, 'totals' | 'files'>): number {
  const { complete, reviewable, partial, error, pending } = totals
  if (partial + error === 0) return pending === 0 ? DONE : EXIT_CODES.interrupted
  if (complete + reviewable + partial > 0) return EXIT_CODES.partial
  const codes = new Set(files.flatMap((file) => (file.status === 'error' ? [file.error?.code] : [])))
  return EXIT_CODES[WORST.find((code) => codes.has(code)) ?? 'vendor']
}
