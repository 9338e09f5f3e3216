import type { Query } from './database.ts'

/**
 * SQL that writes down how tasks stand, for whoever follows the job. `changed` gives rows of language_tasks as they are
 * now: within one statement a table still shows what was there before.
 */
export function taskEventsOf(changed: string): string {
  return `insert into public.job_events (job_id, user_id, event_type, message, event_metadata)
    select task.job_id, task.user_id, 'task', task.message, json_build_object('language', task.language_code,
      'status', task.status, 'code', task.code, 'stage', task.stage, 'progress', task.progress)
    from ${changed} task`
}

/** The same for jobs: `changed` gives rows of dubbing_jobs. */
export function jobEventsOf(changed: string): string {
  return `insert into public.job_events (job_id, user_id, event_type, message, event_metadata)
    select job.id, job.user_id, 'job', job.message,
      json_build_object('status', job.status, 'code', job.code, 'progress', job.progress)
    from ${changed} job`
}

/** Ends the tasks of a job that nobody works on, because it was cancelled, and the job too once no task is left. */
export async function endCancelled(query: Query, id: string): Promise<void> {
  await query(
    `with after as (
      update public.language_tasks task
      set status = 'error', code = 'cancelled', message = 'cancelled', worker = null, completed_at = now()
      where task.job_id = $1 and task.status = 'pending' returning task.*
    ) ${taskEventsOf('after')}`,
    [id],
  )
  await query(
    `with after as (
      update public.dubbing_jobs job
      set status = 'error', code = 'cancelled', message = 'cancelled', completed_at = now()
      where job.id = $1 and job.cancel_requested_at is not null and job.status not in ('complete', 'error')
        and not exists (select from public.language_tasks task
          where task.job_id = job.id and task.status not in ('complete', 'error'))
      returning job.*
    ) ${jobEventsOf('after')}`,
    [id],
  )
}
