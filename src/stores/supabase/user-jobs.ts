import { Failure } from '../../failure.ts'
import type {
  Against,
  Claims,
  NewServiceJob,
  ServiceArtifact,
  ServiceEvent,
  ServiceJob,
  ServiceUser,
  UserJobs,
} from '../../ports/service.ts'
import { againstUser } from './against-user.ts'
import type { Database, Query } from './database.ts'
import { endCancelled } from './job-diary.ts'
import { letGoOfTracks } from './leftover-tracks.ts'
import { lockOwnJob } from './own-job.ts'
import { ownLeftovers } from './own-leftovers.ts'
import { retryTasks } from './retry-tasks.ts'
import { ARTIFACT, EVENT, JOB, USER } from './rows.ts'
import { withServiceRights } from './service-rights.ts'
import { submitJob } from './submit-job.ts'

/** Jobs in Postgres as one user has them: each question is a transaction with that user's role and claims. */
export function supabaseUserJobs(database: Database, claims: Claims): UserJobs {
  const asUser = <Answer>(work: (query: Query) => Promise<Answer>) => database.asUser(claims, work)
  const select = <Row>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    asUser(async (query) => {
      const { rows } = await query<{ row: Row }>(text, values)
      return rows.map(({ row }) => row)
    })

  return {
    async me() {
      const [user] = await select<ServiceUser>(`select ${USER} as row from public.users account where id = $1`, [
        claims.sub,
      ])
      return user
    },
    create: (job, against) => asUser((query) => createJob(query, job, against)),
    async find(id) {
      const [job] = await select<ServiceJob>(`select ${JOB} as row from public.dubbing_jobs job where id = $1`, [id])
      return job
    },
    list: (page) => asUser((query) => listJobs(query, claims.sub, page)),
    submit: (id, asked, against) => asUser((query) => submitJob(query, { id, ...asked }, against)),
    requestCancel: (id) => asUser((query) => cancelJob(query, id)),
    retry: (id, against) => asUser((query) => retryTasks(query, id, against)),
    remove: (id) => asUser((query) => removeJob(query, id)),
    artifacts: (id) =>
      select<ServiceArtifact>(
        `select ${ARTIFACT} as row from public.artifacts artifact
          left join public.language_tasks task on task.id = artifact.language_task_id
          where artifact.job_id = $1 and artifact.purged_at is null order by artifact.file`,
        [id],
      ),
    events: (id, after, limit) =>
      select<ServiceEvent>(
        `select ${EVENT} as row from public.job_events event
          where event.job_id = $1 and event.id > $2 order by event.id limit $3`,
        [id, after, limit],
      ),
    leftovers: ownLeftovers(database, claims),
  }
}

async function listJobs(query: Query, owner: string, { limit, offset }: Parameters<UserJobs['list']>[0]) {
  const { rows } = await query<{ jobs: ServiceJob[]; total: number }>(
    `select (select count(*)::integer from public.dubbing_jobs where user_id = $1) as total,
      (select coalesce(json_agg(${JOB} order by job.created_at desc, job.id), '[]') from (
        select * from public.dubbing_jobs where user_id = $1 order by created_at desc, id limit $2 offset $3
      ) job) as jobs`,
    [owner, limit, offset],
  )
  return rows[0] ?? { jobs: [], total: 0 }
}

/** Whose it will be is what the database says of who asks, not what the asker says. */
async function createJob<No>(
  query: Query,
  { id, voiceTrack, backgroundTrack, languages }: NewServiceJob,
  against: Against<No> = () => undefined,
): Promise<No | undefined> {
  const { rows } = await query<{ id: string }>('select id from public.users where id = auth.uid()')
  const [account] = rows
  if (!account) throw new Failure('auth', 'This account is not known to the service.')
  await withServiceRights(query)
  const no = await againstUser(query, account.id, against)
  if (no !== undefined) return no
  await query(
    `insert into public.dubbing_jobs (id, user_id, voice_track_url, voice_track_name, background_track_url,
      background_track_name, target_languages) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      account.id,
      voiceTrack.path,
      voiceTrack.name,
      backgroundTrack?.path ?? null,
      backgroundTrack?.name ?? null,
      languages,
    ],
  )
  return undefined
}

/** What nobody works on ends at once; a worker that is at a task is told by its next beat, and ends it itself. */
async function cancelJob(query: Query, id: string): Promise<boolean> {
  const job = await lockOwnJob(query, id)
  if (!job || job.status === 'complete' || job.status === 'error') return false
  const mark = 'update public.dubbing_jobs set cancel_requested_at = coalesce(cancel_requested_at, now()) where id = $1'
  await query(mark, [id])
  await endCancelled(query, id)
  return true
}

async function removeJob(query: Query, id: string): Promise<boolean> {
  if (!(await lockOwnJob(query, id))) return false
  await letGoOfTracks(query, [id])
  await query('delete from public.dubbing_jobs where id = $1', [id])
  return true
}
