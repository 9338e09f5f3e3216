import type { Against, RetriedTasks } from '../../ports/service.ts'
import { againstUser } from './against-user.ts'
import type { Query } from './database.ts'
import { jobEventsOf, taskEventsOf } from './job-diary.ts'
import { lockOwnJob } from './own-job.ts'

/**
 * Puts the tasks that failed back to pending, for the user whose job it is. Where the job failed although no task did, all
 * of them go back: what they answered is remembered. A job that was cancelled and has not ended stays as it is; so does one
 * whose tracks are deleted, or will be within the hour.
 * @returns the languages of those tasks, in the job's order.
 */
export async function retryTasks<No>(
  query: Query,
  id: string,
  against: Against<No> = () => undefined,
): Promise<RetriedTasks | No> {
  const job = await lockOwnJob(query, id)
  if (!job || job.status === 'uploading') return NOTHING
  if (!job.retryable) return { languages: [], expired: true }
  if (job.cancelled && job.status !== 'complete' && job.status !== 'error') return NOTHING
  const no = await againstUser(query, job.owner, against)
  if (no !== undefined) return no
  const { rows: tasks } = await query<{ id: string }>(
    `update public.language_tasks task
      set status = 'pending', code = null, stage = 'queued', progress = 0, message = '', worker = null,
        heartbeat_at = null, started_at = null, completed_at = null, outcome = null
      where job_id = $1 and (status = 'error' or ($2 = 'error' and not exists (
        select from public.language_tasks other where other.job_id = $1 and other.status = 'error')))
      returning id`,
    [id, job.status],
  )
  if (tasks.length === 0) return NOTHING
  await query(
    `update public.dubbing_jobs
      set status = 'pending', code = null, progress = 0, message = '', cancel_requested_at = null, completed_at = null
      where id = $1 and status in ('complete', 'error')`,
    [id],
  )
  return { languages: await writeDown(query, id, tasks), expired: false }
}

const NOTHING: RetriedTasks = { languages: [], expired: false }

async function writeDown(query: Query, id: string, tasks: readonly { readonly id: string }[]): Promise<string[]> {
  await query(jobEventsOf('(select * from public.dubbing_jobs where id = $1)'), [id])
  const { rows } = await query<{ language: string }>(
    `with task as (
      select * from public.language_tasks where id = any($1::uuid[])
    ), told as (${taskEventsOf('task')})
    select task.language_code as language from task join public.dubbing_jobs job on job.id = task.job_id
    order by array_position(job.target_languages, task.language_code)`,
    [tasks.map((task) => task.id)],
  )
  return rows.map(({ language }) => language)
}
