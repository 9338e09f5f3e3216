import { hostname } from 'node:os'
import type { Clock } from '../../clock.ts'
import type { Job, JobStore, Lease, StepNote } from '../../ports/jobs.ts'
import type { Database } from './database.ts'
import type { JobRow, jobStatements } from './job-rows.ts'
import { isAlive } from './scratch.ts'

/** How many runs of a job the diary keeps. */
const PAGES = 5

type Statements = ReturnType<typeof jobStatements>

/** What changes several rows of the job tables at once, or reads before it writes: each as one transaction. */
export function jobTransactions(database: Database, sql: Statements, clock: Clock) {
  return {
    ...leaseTransactions(database, sql, clock),
    ...endTransactions(database, sql, clock),
    ...diaryTransactions(database, sql, clock),
    submit: database.transaction(
      ({ id, request, source, folder, background = null }: Parameters<JobStore['submit']>[0]) => {
        const now = clock.now()
        sql.insertJob.run({ id, request: JSON.stringify(request), source, background, folder, now })
        for (const [position, language] of request.languages.entries())
          sql.insertTask.run({ id, language, position, now })
      },
    ),
  }
}

function leaseTransactions(database: Database, sql: Statements, clock: Clock) {
  const leaseOf = (id: string): Lease | null => {
    const row = sql.find.get(id) as JobRow | undefined
    return row?.lease_holder == null ? null : { holder: row.lease_holder, until: row.lease_until ?? 0 }
  }
  const isHeld = (id: string): boolean => {
    const lease = leaseOf(id)
    return lease !== null && !isOver(lease, clock.now())
  }
  return {
    claim: database.transaction((id: string, lease: Lease): boolean => {
      const held = leaseOf(id)
      if (held && held.holder !== lease.holder && !isOver(held, clock.now())) {
        // Nobody holds a job for longer than a lease is: the clock was set back since.
        if (held.until > lease.until) sql.lease.run({ id, ...held, until: lease.until, now: clock.now() })
        return false
      }
      return sql.claim.run({ id, ...lease, now: clock.now() }).changes > 0
    }),
    renew: database.transaction((id: string, lease: Lease): boolean => {
      if (leaseOf(id)?.holder !== lease.holder) return false
      return sql.lease.run({ id, ...lease, now: clock.now() }).changes > 0
    }),
    askToStop: database.transaction((id: string): boolean => {
      return isHeld(id) && sql.askToStop.run({ id, now: clock.now() }).changes > 0
    }),
    remove: database.transaction((id: string): boolean => !isHeld(id) && sql.delete.run(id).changes > 0),
  }
}

function endTransactions(database: Database, sql: Statements, clock: Clock) {
  const noteEnd = (id: string, end: Pick<Job, 'status' | 'code'>) => {
    const { run } = sql.lastRun.get(id) as { run: number }
    if (run > 0) sql.note.run({ id, run, type: 'run-ended', metadata: JSON.stringify(end), now: clock.now() })
  }
  return {
    settle: database.transaction(
      (id: string, { status, message, code, languages }: Parameters<JobStore['settle']>[1]) => {
        const now = clock.now()
        sql.settle.run({ id, status, message, code, progress: status === 'complete' ? 100 : null, now })
        sql.settleTasks.run({ id, status, message, now })
        noteEnd(id, { status, code })
        for (const { language, artifacts, ...end } of languages) {
          const voices = JSON.stringify(end.voices)
          sql.settleTask.run({ id, language, status: end.status, message: end.error ?? 'done', voices, now })
          for (const { type, path, bytes, mime, sha256 } of artifacts) {
            sql.artifact.run({ id, language, type, path, bytes, mime, sha256, now })
          }
        }
      },
    ),
    release: database.transaction((id: string, message: string) => {
      const now = clock.now()
      sql.release.run({ id, message, now })
      sql.releaseTasks.run({ id, message, now })
      noteEnd(id, { status: 'pending', code: null })
    }),
  }
}

function diaryTransactions(database: Database, sql: Statements, clock: Clock) {
  return {
    begin: database.transaction((id: string) => {
      const { run } = sql.lastRun.get(id) as { run: number }
      sql.tearOut.run(id, run + 1 - PAGES)
      sql.note.run({ id, run: run + 1, type: 'run-started', metadata: '{}', now: clock.now() })
    }),
    note: database.transaction((id: string, steps: readonly StepNote[]) => {
      const { run } = sql.lastRun.get(id) as { run: number }
      for (const step of steps)
        sql.note.run({ id, run, type: 'step', metadata: JSON.stringify(step), now: clock.now() })
    }),
  }
}

/** A lease is over when its time is, or at once where its holder was a process of this host that is gone. */
export function isOver({ holder, until }: Lease, now: number): boolean {
  if (now >= until) return true
  const [host, pid] = holder.split('/')
  return host === hostname() && !isAlive(Number(pid))
}
