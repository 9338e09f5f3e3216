import type { Summary } from '../../src/dub/summary.ts'
import { DONE, EXIT_CODES } from './exit-codes.ts'
import { worstExitCode } from './worst-exit-code.ts'

/** 0 where all is done, 6 where some is, and where all has failed the code of the worst failure. */
export function batchExitCode({ totals, files }: Pick<Summary, 'totals' | 'files'>): number {
  const { complete, reviewable, partial, error, pending } = totals
  if (partial + error === 0) return pending === 0 ? DONE : EXIT_CODES.interrupted
  if (complete + reviewable + partial > 0) return EXIT_CODES.partial
  return worstExitCode(files.flatMap(({ status, error: failure }) => (status === 'error' ? [failure?.code] : [])))
}
