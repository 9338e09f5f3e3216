import { alone } from './alone.ts'
import type { JobAnswer } from './answers.ts'
import { download } from './download.ts'
import type { DownloadPace } from './download-tally.ts'
import { filesGone } from './files-gone.ts'
import { follow, type RemoteEvent } from './follow.ts'
import { heardOf } from './heard-of.ts'
import type { RemoteDesk } from './remote-desk.ts'

/** A job as it ended, and the files that came of it, by their paths within its folder. */
export type Finished = { readonly job: JobAnswer; readonly files: readonly string[] }

type Finishing = {
  readonly signal: AbortSignal
  readonly emit: (event: RemoteEvent) => void
  /** Told once it has ended: what there is of it is fetched now. */
  readonly onEnded: () => void
  readonly onPace: (pace: DownloadPace) => void
  /** Told once where fetching has to wait: for the storage, or for another process that is at it. */
  readonly onWaiting: (why: 'storage' | 'process') => void
  /** Files that are not to be written over once they are fetched. */
  readonly leave: () => Promise<readonly string[]>
}

/**
 * Follows a job until it has ended and fetches what there is of it.
 * @throws {Failure} where it is done, but its files are there no more.
 */
export async function finishJob(
  id: string,
  folder: string,
  desk: RemoteDesk,
  { signal, emit, onEnded, onPace, onWaiting, leave }: Finishing,
): Promise<Finished> {
  const { api, jobs, clock, wait } = desk
  const job = await follow(api, id, { signal, clock, emit, wait })
  await jobs.heard([heardOf(job)])
  onEnded()
  const artifacts = await api.artifacts(id, signal)
  if (artifacts.length === 0 && job.status === 'complete') {
    await jobs.forget(id)
    throw filesGone('Run the same command again to have it dubbed anew.')
  }
  // Of two that wait for the same job, the second finds all there.
  const { home } = desk.uploads
  await alone(folder, { home, signal, wait, onWaiting: () => onWaiting('process') }, async () =>
    download(() => api.artifacts(id, signal), folder, {
      signal,
      clock,
      wait,
      onPace,
      onWaiting: () => onWaiting('storage'),
      leave: await leave(),
    }),
  )
  return { job, files: artifacts.map(({ file }) => file) }
}
