import type { Context } from '../command.ts'
import { PENDING } from './exit-codes.ts'

/** Says that a job is the service's now and not waited for; to people also `next`, what that means. @returns the exit code. */
export function tellPending(
  job: string,
  next: string,
  { streams, manner }: Pick<Context, 'manner' | 'streams'>,
): number {
  if (manner.json) {
    streams.out(`${JSON.stringify({ event: 'job-finished', job, status: 'pending', manifest: null })}\n`)
    return PENDING
  }
  streams.out(`${job}\n`)
  if (!manner.quiet) streams.err(`${next}\n`)
  return PENDING
}
