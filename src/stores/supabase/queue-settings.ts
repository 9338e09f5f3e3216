import type { PgBoss, Queue } from 'pg-boss'
import type { FleetWork } from '../../ports/service.ts'

/** A queue for each kind of work. */
export const QUEUES = {
  prepare: 'ytdub_prepare',
  language: 'ytdub_language',
  finish: 'ytdub_finish',
} as const satisfies Record<FleetWork['kind'], string>

/** What names a piece of work: of two that are called the same, the second is dropped while the first waits or is under way. */
export function keyOf(work: FleetWork): string {
  return work.kind === 'language' ? `${work.job}/${work.language}` : work.job
}

/** What has been given up. */
export const DEAD = 'ytdub_dead'

/** What is done regularly, and when (cron, UTC). */
export const SWEEPS = {
  retention: { queue: 'ytdub_retention', cron: '0 * * * *' },
  stuck: { queue: 'ytdub_stuck', cron: '* * * * *' },
} as const

/** How often a worker says that it is alive, in seconds: within that time it also hears that the work was taken from it. */
export const HEARTBEAT_SECONDS = 5
/** How often one that is free asks for work, in seconds. What is new is announced besides; what is tried again is not. */
export const POLL_SECONDS = 5
/** How often it is looked for workers that died, in seconds. */
export const SUPERVISE_SECONDS = 15
const DAY = 86_400

/** How often work is handed out again at most. */
export const MOST_RETRIES = 19
/** A failure after so many tries, 5 to 80 seconds apart, is final: what is away for five minutes ends no job. */
export const TRIES_OF_FAILURE = 8

/**
 * How often one piece of work is handed out: twenty times, since its worker may die through no fault of the work (ten were
 * too few where one of four is killed every second); more often than that, it is what they die of. One whose worker died
 * comes back within a minute: 25 s of silence, 15 s until somebody looks, 10 s before the next try, and 5 s until one asks.
 */
const TRIES = { retryLimit: MOST_RETRIES, retryDelay: 5, retryBackoff: true, retryDelayMax: 80, heartbeatSeconds: 25 }

/** Makes the queues that are not there, and gives those that are today's settings. @param hours after which a try is cut off. */
export async function makeQueues(boss: PgBoss, hours: number): Promise<void> {
  // The handler gives up by itself after these hours; this is for one that cannot.
  const expireInSeconds = Math.min(Math.ceil(hours * 3600) + 600, DAY - 1)
  const work = { ...TRIES, expireInSeconds, deleteAfterSeconds: DAY, deadLetter: DEAD }
  const sweep = { retryLimit: 0, expireInSeconds: 1800, heartbeatSeconds: 60, deleteAfterSeconds: DAY }
  const dead = { retryLimit: 1000, retryDelay: 30, deleteAfterSeconds: 14 * DAY }
  await make(boss, DEAD, dead, 'standard')
  for (const name of Object.values(QUEUES)) await make(boss, name, work, 'exclusive')
  for (const { queue } of Object.values(SWEEPS)) await make(boss, queue, sweep, 'exclusive')
}

type Settings = Omit<Queue, 'name' | 'policy' | 'notify' | 'partition'>

/** Of one key, an `exclusive` queue has one piece of work that waits or is under way. */
async function make(boss: PgBoss, name: string, settings: Settings, policy: 'exclusive' | 'standard'): Promise<void> {
  const notify = true
  await boss.createQueue(name, { ...settings, policy, notify })
  await boss.updateQueue(name, { ...settings, notify })
}
