import { Failure } from '../failure.ts'
import { bell } from './bell.ts'
import type { ApiEnv } from './env.ts'
import { eventFrames } from './event-frames.ts'
import { eventStream } from './event-stream.ts'
import type { Metrics } from './metrics.ts'
import type { ApiParts } from './parts.ts'
import { problem } from './problem.ts'

type Asker = Pick<ApiEnv['Variables'], 'claims' | 'jobs' | 'request'>

/**
 * Streams of events, a few for each user at once. A stream ends with the job, with the access token that it was asked for
 * with, when its client leaves or reads too slowly, and when the process is to stop; whatever ends it lets go of everything.
 */
export function followJobs(parts: ApiParts, metrics: Metrics) {
  const open = new Map<string, number>()
  const { limits, clock, closing, log, follow } = parts

  return (job: string, after: number, { claims, jobs, request }: Asker): ReadableStream<Uint8Array> => {
    const user = claims.sub
    const streams = open.get(user) ?? 0
    if (streams >= limits.streams) throw tooMany(limits.streams)
    const news = bell()
    const gone = { yes: false }
    const expires = typeof claims['exp'] === 'number' ? claims['exp'] * 1000 : Infinity
    const unfollow = follow(job, news.ring) // Before the first look: what is told in between is not missed.
    closing.addEventListener('abort', news.ring)
    open.set(user, streams + 1)
    metrics.streams(1)
    const over = () => gone.yes || closing.aborted || clock.now() >= expires
    const frames = eventFrames({ job, after, jobs, news, over, heartbeat: limits.heartbeat })
    const leave = () => {
      gone.yes = true
      news.ring()
    }
    return eventStream(frames, leave, {
      patience: limits.patience,
      failed(error) {
        const { code } = Failure.from(error)
        const route = '/api/jobs/:id/events'
        log({ level: 'error', event: 'failure', request, method: 'GET', route, status: 200, ms: 0, user, code })
      },
      ended() {
        unfollow()
        closing.removeEventListener('abort', news.ring)
        metrics.streams(-1)
        const left = (open.get(user) ?? 1) - 1
        if (left === 0) open.delete(user)
        else open.set(user, left)
      },
    })
  }
}

function tooMany(limit: number) {
  const message = `${limit} event streams are open already. Close one first.`
  return problem(429, { error: 'too_many_streams', message }, { 'retry-after': '10' })
}
