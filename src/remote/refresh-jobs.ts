import { Failure } from '../failure.ts'
import { heardOf } from './heard-of.ts'
import { statusOf } from './refusal.ts'
import type { RemoteDesk } from './remote-desk.ts'

/** Milliseconds: whoever looks at jobs wants to see them now. */
const DEADLINE = 2000
/** As many as the API lists at a time. */
const NEWEST = 100

/**
 * Brings what is remembered of the jobs at the service up to date, if it answers at once.
 * @returns why it could not be asked; what is remembered has to do then.
 */
export async function refreshJobs({ api, jobs, clock }: RemoteDesk): Promise<Failure | undefined> {
  return inTime(async (signal) => {
    const asked = clock.now()
    const heard = await api.jobs(NEWEST, signal, 1)
    await jobs.heard(heard.map(heardOf))
    // All there are: what else is remembered was deleted there.
    if (heard.length < NEWEST) await jobs.forgetUnheard(asked)
  })
}

/** The same for one job. */
export async function refreshJob(id: string, { api, jobs }: RemoteDesk): Promise<Failure | undefined> {
  const failure = await inTime(async (signal) => jobs.heard([heardOf(await api.job(id, signal, 1))]))
  if (failure === undefined || statusOf(failure) !== 404) return failure
  await jobs.forget(id)
  return undefined
}

async function inTime(work: (signal: AbortSignal) => Promise<void>): Promise<Failure | undefined> {
  try {
    await work(AbortSignal.timeout(DEADLINE))
    return undefined
  } catch (error) {
    const failure = Failure.from(error)
    // What has gone wrong here, a disk that is full, is no matter of the service.
    if (failure.code === 'config' || failure.code === 'internal') throw failure
    return failure
  }
}
