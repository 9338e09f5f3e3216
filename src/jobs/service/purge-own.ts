import type { ObjectStore, OwnLeftovers, Purgeable } from '../../ports/service.ts'

/** Rows or objects at a time. */
const BATCH = 500

type Desk = {
  readonly leftovers: OwnLeftovers
  readonly objects: Pick<ObjectStore, 'remove'>
  readonly signal: AbortSignal
}

/**
 * Deletes the files that a user's jobs which ended before (ms since 1970) have generated, forgets answers that were last used
 * before, and deletes the blobs that no answer names any more. Records of jobs stay, tracks too. Objects go first: what is only
 * written down as purged would never be deleted.
 * Told to end, it leaves the rest to the next one.
 * @returns what has gone; or, in a dry run, what would.
 */
export async function purgeOwn(
  { before, dryRun }: { readonly before: number; readonly dryRun: boolean },
  { leftovers, objects, signal }: Desk,
): Promise<Purgeable> {
  if (dryRun) return leftovers.count(before)
  const jobs = new Set<string>()
  const gone = { artifacts: 0, bytes: 0, answers: 0, blobs: 0, blobBytes: 0 }
  while (!signal.aborted) {
    const expired = await leftovers.expired(before, BATCH)
    if (expired.length === 0) break
    await objects.remove(expired.map(({ path }) => path))
    await leftovers.purged(expired.map(({ id }) => id))
    for (const { job, bytes } of expired) {
      jobs.add(job)
      gone.artifacts += 1
      gone.bytes += bytes
    }
  }
  for (let count = BATCH; count === BATCH && !signal.aborted; gone.answers += count) {
    count = await leftovers.forgetAnswers(before, BATCH)
  }
  while (!signal.aborted) {
    const old = await leftovers.oldBlobs(before, BATCH)
    if (old.length === 0) break
    await objects.remove(old.map(({ path }) => path))
    await leftovers.blobsPurged(old, before)
    gone.blobs += old.length
    for (const { bytes } of old) gone.blobBytes += bytes
  }
  return { ...gone, jobs: jobs.size }
}
