import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Failure } from '../src/failure.ts'
import type { Database } from '../src/stores/supabase/database.ts'
import { openFleetQueue } from '../src/stores/supabase/queue.ts'
import { jobDesk, LANGUAGES } from './fleet-jobs.ts'
import { type Outcome, outcomeOf, watchPublishing } from './fleet-outcome.ts'
import { openOutside } from './fleet-outside.ts'
import { type BenchPostgres, type Load, loadOf } from './fleet-postgres.ts'
import { type Ground, type Running, startYtdub } from './fleet-processes.ts'

export type FleetRun = {
  readonly workers: number
  /** A multiple of the number of languages. */
  readonly tasks: number
  /** Single tasks for workers that have nothing to do, before the many. */
  readonly probes: number
  /** Milliseconds after which one of the workers, any of them, is killed and replaced, again and again; undefined where none is. */
  readonly killEvery?: number
}

export type Ran = {
  readonly seconds: number
  /** Milliseconds from a task being queued to its worker having taken it, where that one had nothing to do. */
  readonly claims: readonly number[]
  /** Milliseconds from the end of a worker's task to the beginning of its next, while there are many. */
  readonly gaps: readonly number[]
  readonly load: Load
  readonly killed: number
  readonly outcome: Outcome
}

/** Lets a fleet of real workers, each with one language at a time, do so many tasks on an empty database. */
export async function runFleet(postgres: BenchPostgres, { workers, tasks, probes, killEvery }: FleetRun): Promise<Ran> {
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-bench-'))
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const { url: databaseUrl, database } = opened.use(await postgres.open())
  await watchPublishing(database)
  const ground = { outside: opened.use(await openOutside()), databaseUrl, folder }
  const queue = opened.use(await openFleetQueue('add', { databaseUrl, hours: 1, onTrouble: tell }))
  const add = await jobDesk(ground, { database, queue })
  const fleet = startFleet(workers, ground)
  opened.defer(() => fleet.end())
  await fleet.ready()
  for (let probe = 0; probe < probes; probe++) {
    const { ids, tell } = await add(1, LANGUAGES.slice(probe % LANGUAGES.length).slice(0, 1))
    await tell()
    await ended(database, ids, fleet.check)
  }
  const claims = await claimsIn(database)
  const { ids, tell: begin } = await add(tasks / LANGUAGES.length, LANGUAGES)
  const before = await loadOf(database)
  const began = Date.now()
  await begin()
  const killing = killEvery === undefined ? undefined : setInterval(() => fleet.killOne(), killEvery)
  opened.defer(() => clearInterval(killing))
  await ended(database, ids, fleet.check)
  const seconds = (Date.now() - began) / 1000
  clearInterval(killing)
  await fleet.end()
  const load = difference(await loadOf(database), before)
  for (const why of await reasonsIn(database)) tell(why)
  const outcome = await outcomeOf(database, await ground.outside.seen(), fleet.all)
  const gaps = fleet.all.flatMap((worker) => gapsOf(worker, began))
  return { seconds, claims, gaps, load, killed: fleet.all.length - workers, outcome }
}

function tell(message: string): void {
  process.stderr.write(`${message}\n`)
}

function startFleet(size: number, ground: Ground) {
  const all: Running[] = []
  const start = () => {
    all.push(startYtdub(`worker-${all.length}`, ['worker', '--concurrency', '1'], 'worker-started', ground))
  }
  const living = () => all.filter(({ killedAt }) => killedAt() === undefined)
  for (let worker = 0; worker < size; worker++) start()
  let ending: Promise<unknown> | undefined
  return {
    all: all as readonly Running[],
    ready: () => Promise.all(all.map(({ ready }) => ready)),
    /** Any of those that have started up: to kill another is no loss. */
    killOne() {
      const ready = living().filter((worker) => worker.isReady())
      const one = ready[Math.floor(Math.random() * ready.length)]
      if (!one) return
      one.kill()
      start()
    },
    /** @throws {Failure} where one has ended by itself. */
    check: () => {
      const trouble = all.map((worker) => worker.trouble()).find((said) => said !== undefined)
      if (trouble !== undefined) throw new Failure('internal', trouble)
    },
    async end() {
      ending ??= Promise.all(living().map((worker) => worker.stop()))
      await ending
    },
  }
}

/**
 * Resolves when the jobs have ended; `check` throws where that is not to be waited for any more. Where for a quarter of an
 * hour no task and no job ends, none ever will.
 */
async function ended(database: Database, ids: readonly string[], check: () => void): Promise<void> {
  const open = `select (select count(*) from public.dubbing_jobs where id = any($1) and completed_at is null)::int as jobs,
    (select count(*) from public.language_tasks where job_id = any($1) and completed_at is null)::int as tasks`
  let [least, since] = [Infinity, Date.now()]
  for (;;) {
    check()
    const { rows } = await database.query<{ readonly jobs: number; readonly tasks: number }>(open, [ids])
    const { jobs = 0, tasks = 0 } = rows[0] ?? {}
    if (jobs === 0) return
    if (jobs + tasks < least) [least, since] = [jobs + tasks, Date.now()]
    if (Date.now() - since > PATIENCE_MS) throw new Failure('internal', `${jobs} jobs do not come to an end.`)
    await wait(ids.length === 1 ? 100 : 500)
  }
}

const PATIENCE_MS = 15 * 60_000

/** Why tasks failed, each reason once. */
async function reasonsIn(database: Database): Promise<readonly string[]> {
  const { rows } = await database.query<{ readonly why: string }>(
    `select count(*) || ' tasks: ' || coalesce(code, status) || ': ' || message as why
      from public.language_tasks where status <> 'complete' group by code, status, message`,
  )
  return rows.map(({ why }) => why)
}

/** By the queue's own clock. */
async function claimsIn(database: Database): Promise<readonly number[]> {
  const { rows } = await database.query<{ readonly ms: number }>(
    `select (extract(epoch from started_on - created_on) * 1000)::float8 as ms
      from pgboss.job where name = 'ytdub_language' and started_on is not null`,
  )
  return rows.map(({ ms }) => ms)
}

function gapsOf({ lines }: Running, from: number): number[] {
  const gaps: number[] = []
  let endedAt: number | undefined
  for (const { event, at } of lines) {
    const time = Date.parse(at)
    if (time < from) continue
    if (event === 'task-ended') endedAt = time
    if (event === 'task-begun' && endedAt !== undefined) {
      gaps.push(time - endedAt)
      endedAt = undefined
    }
  }
  return gaps
}

function difference(after: Load, before: Load): Load {
  return {
    transactions: after.transactions - before.transactions,
    rowsRead: after.rowsRead - before.rowsRead,
    rowsWritten: after.rowsWritten - before.rowsWritten,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
  }
}
