import type { Clock } from '../../clock.ts'
import type { Amount, Housekeeping } from '../../ports/housekeeping.ts'
import { type RedoCost, redoCostMeter } from './redo-cost.ts'

/** What goes, by kind: answers, blobs, and what runs that are gone have left unfinished. */
export type Purged = { readonly answers: Amount; readonly blobs: Amount; readonly temporary: Amount }

/** What would go, and what it would cost to work it out again. Nothing is gone before `apply`. */
export type PurgePlan = {
  readonly goes: Purged
  readonly redo: RedoCost
  /** @returns what has gone: less than was planned where it was used meanwhile. */
  readonly apply: () => Promise<Purged>
}

type Desk = { readonly housekeeping: Housekeeping; readonly clock: Clock }

/**
 * Looks at what was not used for so long (ms) and is used by no running job. Records of jobs and delivered folders are never
 * part of it.
 */
export async function planPurge(
  olderThan: number,
  { housekeeping, clock }: Desk,
  signal: AbortSignal,
): Promise<PurgePlan> {
  const at = clock.now() - olderThan
  const redo = redoCostMeter()
  const goes = {
    answers: await housekeeping.answers(at, redo.add, signal),
    blobs: await housekeeping.blobs(at, signal),
    temporary: await housekeeping.orphans(at),
  }
  return { goes, redo: redo.sum(), apply: () => purge(at, housekeeping, signal) }
}

/**
 * Answers go before the blobs that they name, so that none is recalled whose blob is about to go. What nobody needs at all goes
 * first of all: forgetting needs some room on the disk.
 */
async function purge(at: number, housekeeping: Housekeeping, signal: AbortSignal): Promise<Purged> {
  const temporary = await housekeeping.removeOrphans(at)
  const unnamed = await housekeeping.removeBlobs(at, signal)
  const answers = await housekeeping.forgetAnswers(at, signal)
  const freed = await housekeeping.removeBlobs(at, signal)
  return { answers, blobs: { count: unnamed.count + freed.count, bytes: unnamed.bytes + freed.bytes }, temporary }
}
