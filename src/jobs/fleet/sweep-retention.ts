import type { Leftovers } from '../../ports/service.ts'
import type { FleetParts } from './parts.ts'

/** How long things are kept after their last use, in ms: artifacts and tracks after the end of their job. */
const KEPT_MS = 48 * 3_600_000
/** How long a job may wait for its tracks, in ms. */
const UPLOAD_MS = 24 * 3_600_000
/** Rows or objects at a time. */
const BATCH = 500

type Parts = Pick<FleetParts, 'objects' | 'clock' | 'log'> & { readonly fleet: Leftovers }
type Sweep = Parts & { readonly stop: AbortSignal; readonly kept: number }

/**
 * Deletes what has been kept long enough. The objects go first: what is only written down as purged would never be deleted.
 * Wherever it is cut off, the next one goes on. `kept` is how long artifacts and answers are kept, in ms; tracks, which
 * a job that failed may be tried again with, events, and what nothing names are kept for two days all the same.
 * @returns how many of each.
 */
export async function sweepRetention(parts: Parts, stop: AbortSignal, kept: number = KEPT_MS): Promise<Swept> {
  const sweep = { ...parts, stop, kept }
  const abandoned = await giveUpUploads(sweep)
  const artifacts = await sweepArtifacts(sweep)
  const tracks = await sweepTracks(sweep)
  const events = await forgetEvents(sweep)
  const answers = await forgetAnswers(sweep)
  const blobs = await sweepBlobs(sweep)
  const strays = await sweepStrays(sweep)
  const swept = { abandoned, artifacts, tracks, events, answers, blobs, strays }
  if (Object.values(swept).some((count) => count > 0)) parts.log({ event: 'swept', ...swept })
  return swept
}

/** Jobs that were given up, events and answers that were forgotten, and objects that were deleted. */
export type Swept = {
  readonly abandoned: number
  readonly artifacts: number
  readonly tracks: number
  readonly events: number
  readonly answers: number
  readonly blobs: number
  readonly strays: number
}

function giveUpUploads({ fleet, clock, stop }: Sweep): Promise<number> {
  return untilNone(stop, () => fleet.giveUpUploads(clock.now() - UPLOAD_MS, BATCH))
}

function sweepArtifacts({ fleet, objects, clock, stop, kept }: Sweep): Promise<number> {
  return untilNone(stop, async () => {
    const expired = await fleet.expired(clock.now() - kept, BATCH)
    await objects.remove(expired.map(({ path }) => path))
    await fleet.purged(expired.map(({ id }) => id))
    return expired.length
  })
}

function sweepTracks({ fleet, objects, clock, stop, kept }: Sweep): Promise<number> {
  return untilNone(stop, async () => {
    const old = await fleet.oldTracks(clock.now() - Math.max(kept, KEPT_MS), BATCH)
    const paths = old.flatMap((each) => each.paths)
    await objects.remove(paths)
    await fleet.tracksPurged(old.map(({ job }) => job))
    return paths.length
  })
}

/** Many small rows, which take no request to Storage. */
function forgetEvents({ fleet, clock, stop, kept }: Sweep): Promise<number> {
  return untilNone(stop, () => fleet.forgetEvents(clock.now() - Math.max(kept, KEPT_MS), 10 * BATCH))
}

function forgetAnswers({ fleet, clock, stop, kept }: Sweep): Promise<number> {
  return untilNone(stop, () => fleet.forgetAnswers(clock.now() - kept, BATCH))
}

/** One that is asked for again while its object is being deleted is found to be lost, and is made anew. */
function sweepBlobs({ fleet, objects, clock, stop, kept }: Sweep): Promise<number> {
  return untilNone(stop, async () => {
    const at = clock.now() - kept
    const old = await fleet.oldBlobs(at, BATCH)
    await objects.remove(old.map(({ path }) => path))
    await fleet.blobsPurged(old, at)
    return old.length
  })
}

/** Each key once: one that cannot be deleted does not hold up the others for ever. */
function sweepStrays({ fleet, objects, clock, stop, kept }: Sweep): Promise<number> {
  const at = clock.now() - Math.max(kept, KEPT_MS)
  let last = ''
  return untilNone(stop, async () => {
    const paths = await fleet.strays(at, last, BATCH)
    await objects.remove(paths)
    last = paths.at(-1) ?? last
    return paths.length
  })
}

/** @returns how many it was altogether. */
async function untilNone(stop: AbortSignal, some: () => Promise<number>): Promise<number> {
  let all = 0
  while (!stop.aborted) {
    const count = await some()
    if (count === 0) break
    all += count
  }
  return all
}
