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
}

/** What is known of jobs at a service, in SQLite. `service` is its address. */
export function localRemoteJobs(database: Database, clock: Clock, service: string): RemoteJobs {
  const sql = statements(database)
  const begin = database.transaction((wish: string, job: Parameters<RemoteJobs['begin']>[1]) => {
    sql.unwish.run({ service, wish })
    sql.begin.run({ service, wish, ...job, now: clock.now() })
  })
  const heard = database.transaction((jobs: Parameters<RemoteJobs['heard']>[0]) => {
    for (const { tasks, ...job } of jobs) {
      sql.heard.run({ service, ...job, tasks: JSON.stringify(tasks), now: clock.now() })
    }
  })
  const one = (row: unknown) => (row === undefined ? undefined : read(row as Row))
  return {
    begin: async (wish, job) => begin.immediate(wish, job),
    forWish: async (wish) => one(sql.forWish.get({ service, wish })),
    heard: async (jobs) => heard.immediate(jobs),
    async forgetUnheard(before) {
      sql.forgetUnheard.run({ service, before })
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
      `INSERT INTO remote_jobs (id, service, wish, status, source, folder, created_at, seen_at)
       VALUES (@id, @service, @wish, 'uploading', @source, @folder, @now, @now)
       ON CONFLICT (service, id) DO UPDATE SET wish = @wish, source = @source, folder = @folder`,
    ),
    forWish: database.prepare('SELECT * FROM remote_jobs WHERE service = @service AND wish = @wish'),
    heard: database.prepare(
      `INSERT INTO remote_jobs (id, service, status, code, progress, message, tasks, created_at, updated_at, seen_at)
       VALUES (@id, @service, @status, @code, @progress, @message, @tasks, @createdAt, @updatedAt, @now)
       ON CONFLICT (service, id) DO UPDATE SET status = @status, code = @code, progress = @progress, message = @message,
       tasks = @tasks, created_at = coalesce(@createdAt, created_at),
       updated_at = @updatedAt, seen_at = @now`,
    ),
    forgetUnheard: database.prepare('DELETE FROM remote_jobs WHERE service = @service AND seen_at < @before'),
    forget: database.prepare('DELETE FROM remote_jobs WHERE service = @service AND id = @id'),
    list: database.prepare(
      'SELECT * FROM remote_jobs WHERE service = @service ORDER BY coalesce(updated_at, seen_at) DESC, id',
    ),
    find: database.prepare('SELECT * FROM remote_jobs WHERE service = @service AND id = @id'),
  }
}

function read({ tasks, created_at, updated_at, seen_at, ...row }: Row): RemoteJob {
  const { id, status, code, progress, message, source, folder } = row
  const job = { id, status, code, progress, message, source, folder }
  return {
    ...job,
    tasks: JSON.parse(tasks) as LanguageTask[],
    createdAt: created_at,
    updatedAt: updated_at,
    seenAt: seen_at,
  }
}
