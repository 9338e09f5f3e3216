import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../failure.ts'
import type { Job, LanguageTask } from '../ports/jobs.ts'
import type { JobEvent } from './events.ts'
import type { Shop } from './shop.ts'

type Watching = {
  readonly emit: (event: JobEvent) => void
  /** Ends the watching; the job goes on. */
  readonly signal: AbortSignal
  /** Waits so many milliseconds. Tests need not. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Milliseconds between two looks. */
const LOOK_MS = 250

/**
 * Follows a job that another process works on, by what that writes down, and tells what is new.
 * @returns the job as it was when nobody worked on it any more: ended, well or not, or let go of.
 * @throws {Failure} `usage`, where it is deleted meanwhile; `interrupted`, where nobody watches any more.
 */
export async function watchJob(
  first: Job,
  { jobs }: Pick<Shop, 'jobs'>,
  { emit, signal, wait = pause }: Watching,
): Promise<Job> {
  if (!first.held) return first
  const { id, folder } = first
  const told = new Map<string, LanguageTask>()
  const tell = ({ tasks }: Job) => {
    for (const task of tasks) {
      if (isDeepStrictEqual(told.get(task.language), task)) continue
      told.set(task.language, task)
      emit({ event: 'task', job: id, ...task })
    }
  }
  emit({ event: 'job-started', job: id, languages: first.request.languages, folder })
  tell(first)
  while (true) {
    await wait(LOOK_MS, signal)
    const job = await jobs.find(id)
    if (!job) throw new Failure('usage', `Job ${id} has been deleted.`, { hint: 'See them all: ytdub jobs' })
    tell(job)
    if (!job.held) return job
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal })
}
