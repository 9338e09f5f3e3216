import type { FleetQueue, UserJobs } from '../../ports/service.ts'
import { NO_SUCH_JOB, type Refusal } from './refusal.ts'

type Desk = { readonly jobs: UserJobs; readonly queue: Pick<FleetQueue, 'cancel'> }

/** Stops a job: what nobody works on ends at once, what is under way is told to stop. */
export async function cancelJob(id: string, { jobs, queue }: Desk): Promise<{ readonly job: string } | Refusal> {
  const job = await jobs.find(id)
  if (!job) return NO_SUCH_JOB
  if (!(await jobs.requestCancel(id))) return { refused: 'conflict', message: `The job has ended: ${job.status}.` }
  await queue.cancel(id)
  return { job: id }
}
