import type { Leftovers, NewServiceArtifact, OldBlob, ServiceJob } from '../../src/ports/service.ts'

type Kept = { -readonly [Name in keyof ServiceJob]: ServiceJob[Name] }

export type FakeLeftovers = Leftovers & {
  /** Artifacts that were purged, by path; paths are their ids here. */
  readonly purgedIds: string[]
  /** Jobs whose tracks were purged. */
  readonly purgedTracks: string[]
  /** When each event of a job that has ended was told. */
  eventsToldAt: number[]
  /** When each answer was last used. */
  answersUsedAt: number[]
  /** Blobs that no answer names. */
  blobs: (OldBlob & { readonly usedAt: number })[]
  /** Keys of objects that nothing names, with when they were written. */
  readonly strayKeys: { readonly path: string; readonly at: number }[]
}

/** What dubs in memory leave behind. Answers, blobs and strays are put there by the test. */
export function fakeLeftovers(
  jobs: ReadonlyMap<string, Kept>,
  published: readonly (NewServiceArtifact & { readonly job: string })[],
): FakeLeftovers {
  const ended = ({ status }: ServiceJob) => status === 'complete' || status === 'error'
  const left: FakeLeftovers = {
    purgedIds: [],
    purgedTracks: [],
    eventsToldAt: [],
    answersUsedAt: [],
    blobs: [],
    strayKeys: [],
    async count(at) {
      const old = await left.expired(at, Infinity)
      return {
        jobs: new Set(old.map(({ job }) => job)).size,
        artifacts: old.length,
        bytes: old.reduce((sum, { bytes }) => sum + bytes, 0),
        answers: left.answersUsedAt.filter((usedAt) => usedAt < at).length,
        blobs: left.blobs.filter(({ usedAt }) => usedAt < at).length,
        blobBytes: left.blobs.reduce((sum, { usedAt, bytes }) => (usedAt < at ? sum + bytes : sum), 0),
      }
    },
    async expired(at, limit) {
      const old = published.filter(({ job, path }) => {
        return (jobs.get(job)?.completedAt ?? Infinity) < at && !left.purgedIds.includes(path)
      })
      return old.slice(0, limit).map(({ job, path, bytes }) => ({ id: path, path, bytes, job }))
    },
    purged: async (ids) => void left.purgedIds.push(...ids),
    async giveUpUploads(at, limit) {
      const waiting = [...jobs.values()].filter(({ status, createdAt }) => status === 'uploading' && createdAt < at)
      const now = waiting.slice(0, limit)
      for (const job of now) Object.assign(job, { status: 'error', code: 'interrupted', completedAt: at })
      return now.length
    },
    async oldTracks(at, limit) {
      const old = [...jobs.values()].filter((job) => {
        return ended(job) && (job.completedAt ?? Infinity) < at && !left.purgedTracks.includes(job.id)
      })
      return old.slice(0, limit).map(({ id, voiceTrack, backgroundTrack }) => ({
        job: id,
        paths: [voiceTrack, ...(backgroundTrack ? [backgroundTrack] : [])].map(({ path }) => path),
      }))
    },
    tracksPurged: async (ids) => void left.purgedTracks.push(...ids),
    async forgetEvents(at, limit) {
      const old = left.eventsToldAt.filter((toldAt) => toldAt < at).slice(0, limit)
      left.eventsToldAt = left.eventsToldAt.filter((toldAt) => !old.includes(toldAt))
      return old.length
    },
    async forgetAnswers(at, limit) {
      const old = left.answersUsedAt.filter((usedAt) => usedAt < at).slice(0, limit)
      left.answersUsedAt = left.answersUsedAt.filter((usedAt) => !old.includes(usedAt))
      return old.length
    },
    oldBlobs: async (at, limit) => left.blobs.filter(({ usedAt }) => usedAt < at).slice(0, limit),
    async blobsPurged(gone, at) {
      const isGone = ({ digest, usedAt }: (typeof left.blobs)[number]) =>
        usedAt < at && gone.some((each) => each.digest === digest)
      left.blobs = left.blobs.filter((blob) => !isGone(blob))
    },
    async strays(before, after, limit) {
      const old = left.strayKeys.filter(({ path, at }) => at < before && path > after)
      return old
        .map(({ path }) => path)
        .toSorted()
        .slice(0, limit)
    },
  }
  return left
}
