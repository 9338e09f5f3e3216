import { hasEnded } from '../../dub/has-ended.ts'
import type { FleetQueue, ServiceJob, UserJobs } from '../../ports/service.ts'
import { overQuota, type ServiceLimits } from './quota.ts'
import { isRefusal, NEVER_SUBMITTED, NO_SUCH_JOB, type Refusal } from './refusal.ts'

type Desk = { readonly jobs: UserJobs; readonly queue: FleetQueue; readonly limits: ServiceLimits }

type Retried = { readonly job: string; readonly languages: readonly string[] }

/** Has the languages of a job that failed tried again. What was answered before is recalled and not paid again. */
export async function retryJob(id: string, { jobs, queue, limits }: Desk): Promise<Retried | Refusal> {
  const job = await jobs.find(id)
  if (!job) return NO_SUCH_JOB
  if (job.status === 'pending') return tellAgain(job, queue)
  if (!hasEnded(job)) {
    return { refused: 'conflict', message: `The job has not ended: ${job.status}.` }
  }
  if (job.request === null) return NEVER_SUBMITTED
  if (job.status === 'complete' && !job.tasks.some(({ status }) => status === 'error')) return NOTHING_FAILED
  const retried = await jobs.retry(id, (user) => overQuota(user, limits, { jobs: 1, seconds: 0 }))
  if (isRefusal(retried)) return retried
  const { languages, expired } = retried
  if (expired) return TRACKS_GONE
  if (languages.length === 0) return NOTHING_FAILED
  // Preparation is remembered where it was done, and hands the languages out again.
  await queue.add([{ kind: 'prepare', job: id }])
  return { job: id, languages }
}

const NOTHING_FAILED: Refusal = { refused: 'conflict', message: 'Nothing of the job has failed.' }
const TRACKS_GONE: Refusal = {
  refused: 'conflict',
  message: 'The job ended too long ago: its files are deleted 48 hours after its end. Upload the tracks anew.',
}

/** It waits already; should the fleet not have been told the last time, it is now. */
async function tellAgain({ id, tasks }: ServiceJob, queue: FleetQueue): Promise<Retried> {
  await queue.add([{ kind: 'prepare', job: id }])
  return { job: id, languages: tasks.filter(({ status }) => status === 'pending').map(({ language }) => language) }
}
