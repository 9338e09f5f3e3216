import { basename, resolve } from 'node:path'
import { JOB_ID } from '../dub/job-id.ts'
import { Failure, typeable } from '../failure.ts'
import type { Job, JobStore } from '../ports/jobs.ts'

/**
 * The job that a person names: by its id, its recording, or the folder that it is delivered to. Of several for one
 * recording it is the one that was worked on last.
 * @throws {Failure} `usage`, where there is none.
 */
export async function findJob(named: string, jobs: Pick<JobStore, 'find' | 'list'>): Promise<Job> {
  if (JOB_ID.test(named)) {
    const job = await jobs.find(named)
    if (job) return job
    throw new Failure('usage', `There is no job ${named} on this machine.`, { hint: 'See them all: ytdub jobs' })
  }
  const path = resolve(named)
  const own = (await jobs.list()).filter(({ source, folder }) => source === path || folder === path)
  const latest = own.toSorted((one, other) => other.updatedAt - one.updatedAt)[0]
  if (latest) return latest
  throw new Failure('usage', `${JSON.stringify(basename(path))} has not been dubbed or translated here yet.`, {
    hint: `Begin with: ytdub dub ${typeable(named)} --lang es --until translate\nOr see what there is: ytdub jobs`,
  })
}
