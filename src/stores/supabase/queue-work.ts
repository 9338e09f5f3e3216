import type { Job, JobResult, JobWithMetadata, PgBoss } from 'pg-boss'
import type { Attempt, FleetHandlers, Settled, Sweep, WorkOptions } from '../../ports/fleet.ts'
import type { FleetWork } from '../../ports/service.ts'
import {
  DEAD,
  HEARTBEAT_SECONDS,
  keyOf,
  MOST_RETRIES,
  POLL_SECONDS,
  QUEUES,
  SWEEPS,
  TRIES_OF_FAILURE,
} from './queue-settings.ts'

/** Takes work from all queues until it is told to stop, and comes back when nothing of it is under way any more. */
export async function workOnQueues(boss: PgBoss, handlers: FleetHandlers, options: WorkOptions): Promise<void> {
  const { stop } = options
  const stopped = new Promise<void>((resolve) => {
    if (stop.aborted) resolve()
    else stop.addEventListener('abort', () => resolve(), { once: true })
  })
  const width = { prepare: 1, language: options.concurrency, finish: 1 }
  for (const kind of KINDS) {
    for (let slot = 0; slot < width[kind]; slot++)
      await openSlot(boss, kind, (job) => doJob(boss, job, handlers, options))
  }
  await boss.work(DEAD, POLLING, async ([job]: Job<FleetWork>[]) => {
    if (job) await handlers.dead(job.data)
  })
  for (const [sweep, { queue, cron }] of Object.entries(SWEEPS) as [Sweep, { queue: string; cron: string }][]) {
    // One that takes longer than its claim holds would have another beside it.
    await boss.work(queue, POLLING, ([job]: Job[]) =>
      handlers.sweep(sweep, job ? AbortSignal.any([stop, job.signal]) : stop),
    )
    await boss.schedule(queue, cron)
  }
  await stopped
  const names = [...Object.values(QUEUES), DEAD, ...Object.values(SWEEPS).map(({ queue }) => queue)]
  await Promise.all(names.map((name) => boss.offWork(name, { wait: true })))
}

const KINDS = Object.keys(QUEUES) as FleetWork['kind'][]

/** One piece of work at a time. Whoever has done one asks for the next at once: by itself it would wait for its next poll. */
async function openSlot(
  boss: PgBoss,
  kind: FleetWork['kind'],
  work: (job: Claimed) => Promise<JobResult>,
): Promise<void> {
  let id: string | undefined
  id = await boss.work(QUEUES[kind], ONE, async ([job]: Claimed[]) => {
    if (!job) return []
    const result = await work(job)
    if (id !== undefined) boss.notifyWorker(id)
    return [result]
  })
}

const POLLING = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: POLL_SECONDS }
const ONE = {
  ...POLLING,
  batchSize: 1,
  perJobResults: true,
  includeMetadata: true,
  heartbeatRefreshSeconds: HEARTBEAT_SECONDS,
} as const

type Claimed = JobWithMetadata<FleetWork>

async function doJob(boss: PgBoss, job: Claimed, handlers: FleetHandlers, options: WorkOptions): Promise<JobResult> {
  const { stop, cut } = options
  const attempt: Attempt = {
    stop: {
      get requested() {
        return stop.aborted
      },
    },
    signal: AbortSignal.any([job.signal, cut]),
    held: () => !job.signal.aborted,
    // What was handed back has as many tries less as it had before.
    last: MOST_RETRIES - job.retryLimit + job.retryCount >= TRIES_OF_FAILURE - 1,
  }
  const settled = await handlers.work(job.data, attempt)
  if (settled === 'back') await handBack(boss, job)
  return { id: job.id, status: settled === 'again' && attempt.last ? 'deadletter' : STATUS[settled] }
}

/** What was handed back is settled already by then. */
const STATUS = {
  done: 'completed',
  again: 'failed',
  dead: 'deadletter',
  back: 'completed',
} as const satisfies Record<Settled, JobResult['status']>

/** Puts work back as if it had not been taken: the tries that are left stay as many. Both halves happen, or neither. */
async function handBack(boss: PgBoss, { id, name, data, retryCount, retryLimit }: Claimed): Promise<void> {
  const transaction = await boss.getDb().beginTransaction?.()
  if (!transaction) return
  const { db } = transaction
  try {
    const { affected } = (await boss.complete(name, { id, retryCount }, null, { db })) as { readonly affected: number }
    const left = { retryLimit: retryLimit - retryCount, priority: 1 }
    // Else it was cancelled, or another's, in just this moment.
    if (affected === 1) await boss.send(name, data, { db, singletonKey: keyOf(data), ...left })
    await transaction.commit()
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}
