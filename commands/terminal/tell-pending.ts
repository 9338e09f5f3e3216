import type { Context } from '../command.ts'
import { PENDING } from './exit-codes.ts'
import { jsonLine } from './json-event.ts'

/** Says that a job is the service's now and not waited for; to people also `next`, what that means. @returns the exit code. */
export function tellPending(
  job: string,
  next: string,
  { streams, manner }: Pick<Context, 'manner' | 'streams'>,
): number {
  if (manner.json) {
    streams.out(jsonLine({ event: 'job-finished', job, status: 'pending', manifest: null }))
    return PENDING
  }
  streams.out(`${job}\n`)
  if (!manner.quiet) streams.err(`${next}\n`)
  return PENDING
}
