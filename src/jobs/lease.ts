import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../failure.ts'
import type { Stop } from '../pipeline/run.ts'
import type { Control } from './control.ts'
import type { Shop } from './shop.ts'

/** How long a job is held if nothing more is heard of its holder, in ms. A holder on this host that is gone is found out at once. */
const LEASE_MS = 60_000
const RENEW_MS = 15_000
/** How often one that waits for another process looks again, in ms. */
const LOOK_MS = 250
/** How often a holder looks whether it is asked to stop, in ms. */
const ASKED_MS = 1000

export type HeldLease = AsyncDisposable & {
  /** Aborted when somebody else has taken the job over, e.g. after this machine slept. */
  readonly lost: AbortSignal
  /** What stops the work: its own reasons, or that another process asked for it. */
  readonly stop: Stop
  /** Whether another process asked for it. */
  readonly isAskedToStop: () => boolean
}

/**
 * Takes a job, waiting for whoever has it, and holds it until disposed of.
 * @throws {Failure} `interrupted`, where it is stopped while it waits; `usage`, where the job is deleted meanwhile.
 */
export async function holdLease(
  id: string,
  { jobs, clock }: Pick<Shop, 'jobs' | 'clock'>,
  { emit, stop, signal }: Control,
): Promise<HeldLease> {
  const holder = `${hostname()}/${process.pid}`
  const lease = () => ({ holder, until: clock.now() + LEASE_MS })
  let told = false
  while (!(await jobs.claim(id, lease()))) {
    const job = await jobs.find(id)
    if (!job) throw new Failure('usage', `Job ${id} has been deleted.`, { hint: 'Run the same command again.' })
    if (!told && job.lease) emit({ event: 'job-waiting', job: id, holder: job.lease.holder })
    told = true
    if (stop.requested) throw new Failure('interrupted', 'Stopped.')
    // Whoever asks for the job to be stopped does not mean that the next one shall go on with it.
    if (await jobs.isAskedToStop(id)) {
      throw new Failure('interrupted', 'The job was cancelled.', { hint: `To go on: ytdub jobs retry ${id}` })
    }
    await sleep(LOOK_MS, undefined, { signal })
  }
  const lost = new AbortController()
  let until = clock.now() + LEASE_MS
  const renew = async () => {
    const next = lease()
    if (!(await jobs.renew(id, next))) throw new Failure('interrupted', 'Another process has taken this job over.')
    until = next.until
  }
  const timer = setInterval(() => {
    renew().catch((error: unknown) => {
      // A database that is busy for a moment is no reason to cut paid work off: there is time to try again.
      const { code } = Failure.from(error)
      if (code === 'interrupted' || clock.now() >= until) lost.abort(error)
    })
  }, RENEW_MS)
  let asked = false
  const look = async () => {
    asked ||= await jobs.isAskedToStop(id)
  }
  // A database that is busy is asked again a second later; where it is broken, the renewal says so.
  const looks = setInterval(() => void look().catch(() => undefined), ASKED_MS)
  return {
    lost: lost.signal,
    stop: {
      get requested() {
        return stop.requested || asked
      },
    },
    isAskedToStop: () => asked,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      clearInterval(looks)
    },
  }
}
