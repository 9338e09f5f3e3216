import type { FleetJobs, TaskReport } from '../../ports/service.ts'
import type { Database } from './database.ts'
import { publishArtifacts } from './fleet-artifacts.ts'
import { endCancelled, taskEventsOf } from './job-diary.ts'

type TaskOf = { readonly id: string; readonly language: string }
type HeldTask = TaskOf & { readonly worker: string }

/**
 * Whoever writes events of a job locks its row first, and until they are there for all: so nobody who follows by event ids
 * sees a later one before an earlier one; nobody waits in a circle; and a cancel that is under way is waited for, and seen.
 */
export async function beginTask(database: Database, { id, language, worker }: HeldTask): Promise<boolean> {
  const { rows } = await database.query(
    `with job as (
      select id from public.dubbing_jobs
      where id = $1 and cancel_requested_at is null and status not in ('uploading', 'complete', 'error')
      for no key update
    ), after as (
      update public.language_tasks task
      set status = 'processing', code = null, message = '', worker = $3, heartbeat_at = now(),
        started_at = coalesce(task.started_at, now()), completed_at = null
      from job where task.job_id = job.id and task.language_code = $2 and task.status not in ('complete', 'error')
      returning task.*
    ), told as (${taskEventsOf('after')}) select id from after`,
    [id, language, worker],
  )
  return rows.length > 0
}

/** Where nothing changed that followers see, it is a sign of life and no event. */
export async function beatTask(
  database: Database,
  { id, language, worker }: HeldTask,
  { status, stage, progress, message }: TaskReport,
): Promise<{ readonly stop: boolean }> {
  const { rows } = await database.query(
    `with job as (
      select id from public.dubbing_jobs
      where id = $1 and cancel_requested_at is null and status not in ('complete', 'error') for no key update
    ), before as (
      select task.* from public.language_tasks task join job on job.id = task.job_id
      where task.language_code = $2 and task.worker = $3 and task.status not in ('complete', 'error')
      for no key update of task
    ), after as (
      update public.language_tasks task
      set status = $4, stage = $5, progress = $6, message = $7, heartbeat_at = now()
      from before where task.id = before.id returning task.*
    ), seen as (
      select after.* from after join before on before.id = after.id
      where (before.status, before.stage, before.progress, before.message)
        is distinct from (after.status, after.stage, after.progress, after.message)
    ), told as (${taskEventsOf('seen')}) select id from after`,
    [id, language, worker, status, stage, progress, message],
  )
  return { stop: rows.length === 0 }
}

/**
 * The job is locked first: of two tasks that end at once, the second sees the first, and knows that it is the last. The
 * task's own row is not, before its artifacts are written: a purge takes them in that order too.
 */
export async function endTask(
  database: Database,
  { id, language }: TaskOf,
  { code, message, outcome, again = false, worker, artifacts = [] }: Parameters<FleetJobs['end']>[2],
): Promise<void> {
  const status = again ? 'pending' : code === null || code === 'partial' ? 'complete' : 'error'
  await database.transaction(async (query) => {
    const { rows } = await query<{ cancelled: boolean }>(
      `select cancel_requested_at is not null as cancelled from public.dubbing_jobs where id = $1 for no key update`,
      [id],
    )
    if (!rows[0]) return
    // Asked by itself: a statement that waits for the job's lock sees the tasks as they were before it waited.
    const open = await query(
      `select id from public.language_tasks where job_id = $1 and language_code = $2 and status not in ('complete', 'error')
        and ($3::text is null or worker = $3)`,
      [id, language, worker ?? null],
    )
    if (open.rows.length > 0) {
      await publishArtifacts(query, id, artifacts)
      await query(
        `with after as (
          update public.language_tasks task
          set status = $3, code = $4, message = $5, outcome = coalesce($6, task.outcome), worker = null,
            stage = case $3 when 'pending' then 'queued' when 'complete' then 'complete' else task.stage end,
            progress = case $3 when 'pending' then 0 when 'complete' then 100 else task.progress end,
            heartbeat_at = case $3 when 'pending' then null else now() end,
            completed_at = case $3 when 'pending' then null else now() end
          where task.job_id = $1 and task.language_code = $2 returning task.*
        ) ${taskEventsOf('after')}`,
        [id, language, status, code, message, outcome === null ? null : JSON.stringify(outcome)],
      )
    }
    if (rows[0].cancelled) await endCancelled(query, id)
  })
}
