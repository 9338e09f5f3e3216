import type { FleetJobs, NewServiceEvent, ServiceJob } from '../../ports/service.ts'
import type { Database } from './database.ts'
import { publishArtifacts } from './fleet-artifacts.ts'
import { fleetLeftovers } from './fleet-leftovers.ts'
import { beatTask, beginTask, endTask } from './fleet-tasks.ts'
import { jobEventsOf } from './job-diary.ts'
import { JOB } from './rows.ts'

/** Jobs in Postgres as the workers have them, with the service's own rights. */
export function supabaseFleetJobs(database: Database): FleetJobs {
  return {
    async find(id) {
      const { rows } = await database.query<{ job: ServiceJob }>(
        `select ${JOB} as job from public.dubbing_jobs job where id = $1`,
        [id],
      )
      return rows[0]?.job
    },
    change: (id, change) => changeJob(database, id, change),
    begin: (id, language, worker) => beginTask(database, { id, language, worker }),
    beat: (id, language, worker, report) => beatTask(database, { id, language, worker }, report),
    async charge(id, language, usd) {
      const add = 'update public.language_tasks set usd = usd + $3 where job_id = $1 and language_code = $2'
      await database.query(add, [id, language, usd])
    },
    async madeFor(id, keys) {
      const { rows } = await database.query<{ key: string }>(
        `select memo.key from public.memo memo join public.dubbing_jobs job on job.user_id = memo.user_id
          where job.id = $1 and memo.made_for = job.id and memo.key = any($2)`,
        [id, keys],
      )
      return rows.map(({ key }) => key)
    },
    end: (id, language, how) => endTask(database, { id, language }, how),
    async outcomes(id) {
      const { rows } = await database.query<Awaited<ReturnType<FleetJobs['outcomes']>>[number]>(
        `select task.language_code as language, task.outcome, task.usd
          from public.language_tasks task join public.dubbing_jobs job on job.id = task.job_id
          where task.job_id = $1 and task.status in ('complete', 'error')
          order by array_position(job.target_languages, task.language_code)`,
        [id],
      )
      return rows
    },
    settle: (id, how) => settleJob(database, id, how),
    tell: (event) => tell(database, event),
    async silentSince(at) {
      const { rows } = await database.query<{ job: string; language: string }>(
        `select job_id as job, language_code as language from public.language_tasks
          where status not in ('pending', 'complete', 'error') and heartbeat_at < $1`,
        [new Date(at)],
      )
      return rows
    },
    async untouchedSince(at) {
      const { rows } = await database.query<{ id: string }>(
        `select id from public.dubbing_jobs where status not in ('uploading', 'complete', 'error') and updated_at < $1`,
        [new Date(at)],
      )
      return rows.map(({ id }) => id)
    },
    ...fleetLeftovers(database),
  }
}

/** A worker that comes late cannot reopen what has ended. What followers would not see gives no event. */
async function changeJob(database: Database, id: string, change: Parameters<FleetJobs['change']>[1]): Promise<void> {
  const { status = null, progress = null, message = null, duration = null } = change
  await database.query(
    `with before as (
      select * from public.dubbing_jobs where id = $1 and status not in ('complete', 'error') for no key update
    ), after as (
      update public.dubbing_jobs job
      set status = coalesce($2, job.status), progress = coalesce($3, job.progress),
        message = coalesce($4, job.message), duration = coalesce($5, job.duration),
        code = case when $6 then $7 else job.code end
      from before where job.id = before.id returning job.*
    ), seen as (
      select after.* from after join before on before.id = after.id
      where (before.status, before.progress, before.message, before.code)
        is distinct from (after.status, after.progress, after.message, after.code)
    ) ${jobEventsOf('seen')}`,
    [id, status, progress, message, duration, change.code !== undefined, change.code ?? null],
  )
}

async function settleJob(
  database: Database,
  id: string,
  { status, code, message, artifacts = [] }: Parameters<FleetJobs['settle']>[1],
): Promise<boolean> {
  return database.transaction(async (query) => {
    const { rows } = await query(
      `select id from public.dubbing_jobs where id = $1 and status not in ('complete', 'error') for no key update`,
      [id],
    )
    if (rows.length === 0) return false
    const open = await query(
      `select id from public.language_tasks where job_id = $1 and status not in ('complete', 'error') limit 1`,
      [id],
    )
    if (open.rows.length > 0) return false
    await publishArtifacts(query, id, artifacts)
    await query(
      `with after as (
        update public.dubbing_jobs job set status = $2, code = $3, message = $4, completed_at = now(),
          progress = case when $2 = 'complete' then 100 else job.progress end
        where job.id = $1 returning job.*
      ) ${jobEventsOf('after')}`,
      [id, status, code, message],
    )
    return true
  })
}

async function tell(database: Database, { job, type, message, metadata }: NewServiceEvent): Promise<void> {
  await database.query(
    `with job as (select id, user_id from public.dubbing_jobs where id = $1 for no key update)
      insert into public.job_events (job_id, user_id, event_type, message, event_metadata)
      select id, user_id, $2, $3, $4 from job`,
    [job, type, message, JSON.stringify(metadata)],
  )
}
