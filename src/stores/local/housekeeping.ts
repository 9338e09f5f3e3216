import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import type { Json } from '../../json.ts'
import type { Amount, Housekeeping, KeptAnswer } from '../../ports/housekeeping.ts'
import type { Lease } from '../../ports/jobs.ts'
import type { Database } from './database.ts'
import { isOver } from './job-transactions.ts'
import { STAMPED } from './memo.ts'
import { oldBlobs, removeOldBlobs } from './old-blobs.ts'
import { findOrphans, removeFolders } from './orphans.ts'

/** Answers at a time: between them other processes may write. */
const BATCH = 500
/** Milliseconds by which a stamp may be older than the run that has used it, and the clocks of files and of runs differ. */
const LEEWAY = 2 * STAMPED

type HeldRow = { readonly holder: string; readonly until: number; readonly begun: number }
type AnswerRow = {
  readonly key: string
  readonly stage: string
  readonly input: string
  readonly answer: string
  readonly created_at: number
  readonly used_at: number
  readonly bytes: number
}

/** Housekeeping of the data folder `home`, whose database is open already. */
export function localHousekeeping(home: string, database: Database, clock: Clock): Housekeeping {
  const sql = statements(database)
  const blobs = join(home, 'blobs')
  const heldJobs = (): readonly (Lease & { readonly begun: number })[] =>
    (sql.leased.all() as HeldRow[]).filter((lease) => !isOver(lease, clock.now()))
  const before = (at: number) => Math.min(at, ...heldJobs().map(({ begun }) => begun - LEEWAY))
  const forget = database.transaction((at: number): readonly number[] => {
    // Within the transaction: no run can begin between the look at the leases and the deletion.
    return sql.forget.all(before(at), BATCH) as number[]
  })
  const isNamed = (digest: string, since: number) => sql.named.get(digest, since) !== undefined
  const orphansBefore = (at: number) =>
    findOrphans({ home, folders: sql.folders.all() as string[], held: heldJobs(), at: before(at), now: clock.now() })

  return {
    size: async () => {
      const pages = numberOf(database, 'page_count') - numberOf(database, 'freelist_count')
      return (sql.blobBytes.get() as number) + pages * numberOf(database, 'page_size')
    },
    async answers(at, look, signal) {
      const end = before(at)
      const sizes: number[] = []
      // A page at a time: an open cursor would keep others from writing.
      for (let from = { used_at: -Infinity, key: '' }; ; ) {
        await pause(signal)
        const page = sql.page.all({ ...from, end, limit: BATCH }) as AnswerRow[]
        for (const row of page) look(keptAnswer(row))
        sizes.push(...page.map(({ bytes }) => bytes))
        const last = page.at(-1)
        if (!last) return amountOf(sizes)
        from = { used_at: last.used_at, key: last.key }
      }
    },
    async forgetAnswers(at, signal) {
      const all: number[] = []
      while (true) {
        await pause(signal)
        const gone = forget.immediate(at)
        all.push(...gone)
        if (gone.length < BATCH) return amountOf(all)
      }
    },
    blobs: async (at, signal) => {
      const end = before(at)
      return amountOf((await oldBlobs(blobs, { end, isNamed: (digest) => isNamed(digest, end), signal })).map(sizeOf))
    },
    async removeBlobs(at, signal) {
      const old = { end: before(at), isNamed: (digest: string) => isNamed(digest, -Infinity), signal }
      return amountOf(await removeOldBlobs(blobs, join(home, 'scratch'), old))
    },
    orphans: async (at) => amountOf((await orphansBefore(at)).map(sizeOf)),
    async removeOrphans(at) {
      const found = await orphansBefore(at)
      await removeFolders(found.map(({ path }) => path))
      return amountOf(found.map(sizeOf))
    },
  }
}

const BYTES = 'octet_length(input) + octet_length(answer)'

function statements(database: Database) {
  return {
    // Without a diary it has begun no run yet.
    leased: database.prepare(
      `SELECT lease_holder AS holder, lease_until AS until, coalesce((SELECT event.created_at FROM job_events event
         WHERE event.job_id = job.id AND event.event_type = 'run-started' ORDER BY event.run DESC LIMIT 1), job.updated_at) AS begun
       FROM dubbing_jobs job WHERE lease_holder IS NOT NULL`,
    ),
    page: database.prepare(
      `SELECT key, stage, input, answer, created_at, used_at, ${BYTES} AS bytes FROM memo
       WHERE used_at < @end AND (used_at, key) > (@used_at, @key) ORDER BY used_at, key LIMIT @limit`,
    ),
    forget: database
      .prepare(
        `DELETE FROM memo WHERE key IN (SELECT key FROM memo WHERE used_at < ? ORDER BY used_at LIMIT ?)
         RETURNING ${BYTES}`,
      )
      .pluck(),
    named: database.prepare('SELECT 1 FROM memo_blobs JOIN memo USING (key) WHERE digest = ? AND used_at >= ? LIMIT 1'),
    blobBytes: database
      .prepare('SELECT coalesce(sum(bytes), 0) FROM (SELECT max(bytes) AS bytes FROM memo_blobs GROUP BY digest)')
      .pluck(),
    folders: database.prepare('SELECT DISTINCT folder FROM dubbing_jobs').pluck(),
  }
}

function keptAnswer({ key, stage, input, answer, created_at: at }: AnswerRow): KeptAnswer {
  return { key, stage, input: JSON.parse(input) as Json, answer: JSON.parse(answer) as Json, at }
}

function numberOf(database: Database, pragma: 'page_count' | 'freelist_count' | 'page_size'): number {
  return Number(database.pragma(pragma, { simple: true }))
}

function amountOf(sizes: readonly number[]): Amount {
  return { count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}

function sizeOf({ bytes }: { readonly bytes: number }): number {
  return bytes
}

/** Lets signals come through between two batches. */
async function pause(signal: AbortSignal): Promise<void> {
  await setImmediate()
  signal.throwIfAborted()
}
