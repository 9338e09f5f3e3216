import type { Clock } from '../../clock.ts'
import type { JobStatus, LanguageTask } from '../../ports/jobs.ts'
import type { RemoteJob, RemoteJobs } from '../../ports/remote-jobs.ts'
import type { Database } from './database.ts'

type Row = {
  readonly id: string
  readonly status: JobStatus
  readonly code: string | null
  readonly progress: number
  readonly message: string
  readonly tasks: string
  readonly source: string | null
  readonly folder: string | null
  readonly created_at: number | null
  readonly updated_at: number | null
  readonly seen_at: number
  readonly owner: string | null
  readonly uploaded_at: number | null
}

/** Who is signed in, as their session calls them; null where nobody can be named. */
export type Owner = () => Promise<string | null>

/** What is known of jobs at a service, in SQLite. `service` is its address; what is written down is `owner`'s. */
export function localRemoteJobs(database: Database, clock: Clock, service: string, owner: Owner): RemoteJobs {
  const sql = statements(database)
  const begin = database.transaction((wish: string, job: Parameters<RemoteJobs['begin']>[1], whose: string | null) => {
    sql.unwish.run({ service, wish })
    sql.begin.run({ service, wish, ...job, owner: whose, now: clock.now() })
  })
  const heard = database.transaction((jobs: Parameters<RemoteJobs['heard']>[0], whose: string | null) => {
    for (const { tasks, ...job } of jobs) {
      sql.heard.run({ service, ...job, owner: whose, tasks: JSON.stringify(tasks), now: clock.now() })
    }
  })
  const one = (row: unknown) => (row === undefined ? undefined : read(row as Row))
  return {
    begin: async (wish, job) => begin.immediate(wish, job, await owner()),
    forWish: async (wish) => one(sql.forWish.get({ service, wish })),
    async uploaded(id) {
      sql.uploaded.run({ service, id, now: clock.now() })
    },
    heard: async (jobs) => heard.immediate(jobs, await owner()),
    async forgetUnheard(before) {
      sql.forgetUnheard.run({ service, before, owner: await owner() })
    },
    async forget(id) {
      sql.forget.run({ service, id })
    },
    list: async () => (sql.list.all({ service }) as Row[]).map(read),
    find: async (id) => one(sql.find.get({ service, id })),
  }
}

function statements(database: Database) {
  return {
    unwish: database.prepare('UPDATE remote_jobs SET wish = NULL WHERE service = @service AND wish = @wish'),
    begin: database.prepare(
      `INSERT INTO remote_jobs (id, service, wish, status, source, folder, owner, created_at, seen_at)
       VALUES (@id, @service, @wish, 'uploading', @source, @folder, @owner, @now, @now)
       ON CONFLICT (service, id) DO UPDATE SET wish = @wish, source = @source, folder = @folder,
       owner = coalesce(@owner, owner)`,
    ),
    uploaded: database.prepare('UPDATE remote_jobs SET uploaded_at = @now WHERE service = @service AND id = @id'),
    forWish: database.prepare('SELECT * FROM remote_jobs WHERE service = @service AND wish = @wish'),
    heard: database.prepare(
      `INSERT INTO remote_jobs (id, service, status, code, progress, message, tasks, owner, created_at, updated_at, seen_at)
       VALUES (@id, @service, @status, @code, @progress, @message, @tasks, @owner, @createdAt, @updatedAt, @now)
       ON CONFLICT (service, id) DO UPDATE SET status = @status, code = @code, progress = @progress, message = @message,
       tasks = @tasks, owner = coalesce(@owner, owner), created_at = coalesce(@createdAt, created_at),
       updated_at = @updatedAt, seen_at = @now`,
    ),
    forgetUnheard: database.prepare(
      'DELETE FROM remote_jobs WHERE service = @service AND owner IS @owner AND seen_at < @before',
    ),
    forget: database.prepare('DELETE FROM remote_jobs WHERE service = @service AND id = @id'),
    list: database.prepare(
      'SELECT * FROM remote_jobs WHERE service = @service ORDER BY coalesce(updated_at, seen_at) DESC, id',
    ),
    find: database.prepare('SELECT * FROM remote_jobs WHERE service = @service AND id = @id'),
  }
}

function read({ tasks, created_at, updated_at, seen_at, uploaded_at, ...row }: Row): RemoteJob {
  const { id, status, code, progress, message, source, folder, owner } = row
  const job = { id, status, code, progress, message, source, folder, owner }
  return {
    ...job,
    tasks: JSON.parse(tasks) as LanguageTask[],
    createdAt: created_at,
    updatedAt: updated_at,
    seenAt: seen_at,
    uploadedAt: uploaded_at,
  }
}
