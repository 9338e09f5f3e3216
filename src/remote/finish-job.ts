import type { JobAnswer } from './answers.ts'
import { download } from './download.ts'
import { filesGone } from './files-gone.ts'
import { follow, type RemoteEvent } from './follow.ts'
import { heardOf } from './heard-of.ts'
import type { RemoteDesk } from './remote-desk.ts'

/** A job as it ended, and the files that came of it, by their paths within its folder. */
export type Finished = { readonly job: JobAnswer; readonly files: readonly string[] }

type Finishing = {
  readonly signal: AbortSignal
  readonly emit: (event: RemoteEvent) => void
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
  { api, jobs, clock, wait }: RemoteDesk,
  { signal, emit, leave }: Finishing,
): Promise<Finished> {
  const job = await follow(api, id, { signal, clock, emit, wait })
  await jobs.heard([heardOf(job)])
  const artifacts = await api.artifacts(id, signal)
  if (artifacts.length === 0 && job.status === 'complete') {
    await jobs.forget(id)
    throw filesGone('Run the same command again to have it dubbed anew.')
  }
  await download(() => api.artifacts(id, signal), folder, { signal, wait, leave: await leave() })
  return { job, files: artifacts.map(({ file }) => file) }
}
