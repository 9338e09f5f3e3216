import { type Clock as BossClock, PgBoss } from 'pg-boss'
import type { FleetWorker } from '../../ports/fleet.ts'
import type { FleetQueue, FleetWork } from '../../ports/service.ts'
import { connectionTo, refuseTransactionPooler } from './connection.ts'
import { databaseTrouble } from './database-trouble.ts'
import { keyOf, makeQueues, QUEUES, SUPERVISE_SECONDS } from './queue-settings.ts'
import { turnsOf } from './queue-turns.ts'
import { workOnQueues } from './queue-work.ts'

export type QueueOptions = {
  readonly databaseUrl: string
  /** Hours that one try may take. */
  readonly hours: number
  /** Told of what goes wrong beside any question, e.g. that a connection was lost: a sentence without any data. */
  readonly onTrouble: (message: string) => void
  /** Another time than the system's, for tests. */
  readonly clock?: BossClock
}

/**
 * The fleet's queues in Postgres: the schema `pgboss`, which is made and brought up to date here, and which users have no
 * rights in. What waits there names jobs and languages by their ids and holds nothing else.
 * @param does `add`: only adds and cancels, for whoever takes submissions. `work`: also takes work, looks for workers that
 * died, and runs the schedules.
 * @throws {Failure} `config`, where a worker is given a transaction pooler; `vendor`, where the database cannot be reached.
 */
export async function openFleetQueue(
  does: 'add' | 'work',
  { databaseUrl, hours, onTrouble, clock }: QueueOptions,
): Promise<FleetQueue & FleetWorker & AsyncDisposable> {
  const works = does === 'work'
  if (works) refuseTransactionPooler(databaseUrl)
  const boss = new PgBoss({
    ...poolOf(databaseUrl),
    max: works ? 5 : 2,
    supervise: works,
    schedule: works,
    useListenNotify: works,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    ...(clock && { clock }),
  })
  boss.on('error', (error) => onTrouble(databaseTrouble(error).message))
  boss.on('warning', ({ message }) => onTrouble(message))
  try {
    await boss.start()
    await makeQueues(boss, hours)
    // Else, where workers live for seconds only, nobody would look after those that died.
    if (works) await boss.supervise()
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {}) // Why it could not start is what counts.
    throw databaseTrouble(error)
  }
  return {
    add: (work) => add(boss, work).catch(tellTrouble),
    cancel: (job) => cancel(boss, job).catch(tellTrouble),
    work: (handlers, options) => workOnQueues(boss, handlers, options).catch(tellTrouble),
    [Symbol.asyncDispose]: () => boss.stop({ graceful: false }),
  }
}

/** pg-boss hands all of it on to its pool. A question to a connection that is silent has an end. */
function poolOf(databaseUrl: string) {
  return { ...connectionTo(databaseUrl, 'ytdub-queue'), query_timeout: SILENCE_MS }
}

/** Milliseconds: the longest of its questions look after whole queues. */
const SILENCE_MS = 60_000

function tellTrouble(error: unknown): never {
  throw databaseTrouble(error)
}

async function add(boss: PgBoss, work: readonly FleetWork[]): Promise<void> {
  for (const [kind, name] of Object.entries(QUEUES)) {
    const own = work.filter((each) => each.kind === kind)
    if (own.length === 0) continue
    const turns = await turnsOf(boss, name, own)
    await boss.insert(
      name,
      own.map((data, index) => ({ data, singletonKey: keyOf(data), priority: -(turns[index] ?? 0) })),
    )
  }
}

async function cancel(boss: PgBoss, job: string): Promise<void> {
  for (const name of Object.values(QUEUES)) {
    const ids = (await boss.findJobs(name, { data: { job } })).map(({ id }) => id)
    if (ids.length > 0) await boss.cancel(name, ids)
  }
}
