import { hasEnded } from '../dub/has-ended.ts'
import type { ServiceEvent, ServiceJob, UserJobs } from '../ports/service.ts'
import type { Bell } from './bell.ts'
import { isoOf } from './job-view.ts'

/** Events that are read at once, and so the most that is kept for a client that reads slowly. */
const PAGE = 100

type Following = {
  readonly job: string
  /** The id of the last event that the client has. */
  readonly after: number
  readonly jobs: Pick<UserJobs, 'find' | 'events'>
  /** Rung where there is news, and where `over` has become true. */
  readonly news: Bell
  readonly over: () => boolean
  /** Seconds between signs of life. */
  readonly heartbeat: number
}

/**
 * A job's events as server-sent ones: those that there are, then those that come, until the job has ended. They are read
 * when there is news of them, and at each heartbeat, should news have been lost. How the job stands is asked only where it may
 * have ended: it is one more question for each who follows.
 */
export async function* eventFrames({ job, after, jobs, news, over, heartbeat }: Following): AsyncGenerator<string> {
  let last = after
  let mayHaveEnded = true
  yield ': begin\n\n'
  while (!over()) {
    // Asked first: what a job tells at its end stands there before it has ended.
    const ended: boolean = mayHaveEnded && isOver(await jobs.find(job))
    const events = await jobs.events(job, last, PAGE)
    for (const event of events) {
      yield frameOf(event)
      last = event.id
    }
    mayHaveEnded = ended || events.some(({ type }) => type === 'job')
    if (events.length === PAGE || (mayHaveEnded && !ended)) continue
    if (ended) return
    const isNews = await news.heard(heartbeat)
    if (!isNews) yield ': still here\n\n'
    mayHaveEnded = !isNews
  }
}

/** One that is not there any more is, too. */
function isOver(job: ServiceJob | undefined): boolean {
  return job === undefined || hasEnded(job)
}

function frameOf({ id, job, type, message, metadata, createdAt }: ServiceEvent): string {
  const data = JSON.stringify({ id, job_id: job, type, message, metadata, created_at: isoOf(createdAt) })
  return `id: ${id}\nevent: ${type.replace(/[^\w.-]/g, '_')}\ndata: ${data}\n\n`
}
