import type { FleetQueue, ObjectStore, UserJobs } from '../../ports/service.ts'

type Desk = { readonly jobs: UserJobs; readonly objects: ObjectStore; readonly queue: FleetQueue }

/**
 * Deletes a job with its tracks and artifacts. The record goes last, so that where something fails it can be asked again.
 * What a worker or an upload URL that is still good puts there meanwhile is found by the retention sweep, as a stray.
 * @returns false where there is none.
 */
export async function deleteJob(id: string, { jobs, objects, queue }: Desk): Promise<boolean> {
  const job = await jobs.find(id)
  if (!job) return false
  if (await jobs.requestCancel(id)) await queue.cancel(id)
  const artifacts = await jobs.artifacts(id)
  const tracks = [job.voiceTrack, ...(job.backgroundTrack ? [job.backgroundTrack] : [])]
  await objects.remove([...tracks, ...artifacts].map(({ path }) => path))
  return jobs.remove(id)
}
