import type { Clock } from '../../clock.ts'
import type { Job, JobStore, LanguageTask, StepNote } from '../../ports/jobs.ts'
import type { Database } from './database.ts'
import { type JobRow, jobStatements, readJob, readNote, type TaskRow } from './job-rows.ts'
import { isOver, jobTransactions } from './job-transactions.ts'

/** Jobs, their language tasks and their diary in SQLite. */
export function localJobs(database: Database, clock: Clock): JobStore {
  const sql = jobStatements(database)
  const read = (row: JobRow): Job =>
    readJob(row, sql.tasks.all(row.id) as TaskRow[], (lease) => !isOver(lease, clock.now()))
  const { submit, claim, renew, settle, release, begin, note, askToStop, remove } = jobTransactions(
    database,
    sql,
    clock,
  )

  return {
    async submit(job) {
      submit.immediate(job)
      return read(sql.find.get(job.id) as JobRow)
    },
    async find(id) {
      const row = sql.find.get(id) as JobRow | undefined
      return row && read(row)
    },
    list: async (folder) => ((folder === undefined ? sql.list.all() : sql.inFolder.all(folder)) as JobRow[]).map(read),
    claim: async (id, lease) => claim.immediate(id, lease),
    renew: async (id, lease) => renew.immediate(id, lease),
    async update(id, { status = null, progress = null, message = null, duration = null }) {
      sql.update.run({ id, status, progress, message, duration, now: clock.now() })
    },
    async bound(id, maxCost) {
      sql.bound.run({ id, maxCost })
    },
    async charge(id, costs) {
      for (const cost of costs) sql.charge.run({ id, ...cost })
    },
    async updateTask(id, task: LanguageTask) {
      sql.updateTask.run({ id, ...task, now: clock.now() })
    },
    settle: async (id, end) => settle.immediate(id, end),
    release: async (id, message) => release.immediate(id, message),
    beginDiary: async (id) => begin.immediate(id),
    note: async (id, steps) => note.immediate(id, steps),
    async diary(id) {
      const rows = sql.diary.all({ id }) as { event_metadata: string }[]
      return rows.map((row) => JSON.parse(row.event_metadata) as StepNote)
    },
    events: async (id) => sql.events.all(id).map(readNote),
    askToStop: async (id) => askToStop.immediate(id),
    isAskedToStop: async (id) => sql.isAskedToStop.get(id) !== undefined,
    delete: async (id) => remove.immediate(id),
  }
}
