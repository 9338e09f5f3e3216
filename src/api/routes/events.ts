import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { hasEnded } from '../../dub/has-ended.ts'
import { NO_SUCH_JOB } from '../../jobs/service/refusal.ts'
import type { ApiEnv } from '../env.ts'
import { followJobs } from '../follow-jobs.ts'
import type { Metrics } from '../metrics.ts'
import type { ApiParts } from '../parts.ts'
import { unrefused } from '../problem.ts'
import { errors, jobIdParam } from '../schemas.ts'

const eventId = z.coerce
  .number('It is the id of an event.')
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .openapi({ type: 'integer', minimum: 0, default: 0 })

const eventsRoute = createRoute({
  operationId: 'followJob',
  method: 'get',
  path: '/api/jobs/{id}/events',
  tags: ['Jobs'],
  summary: 'Follow a job: its events so far, then those that come, until it has ended',
  description:
    'Server-sent events. `data` is JSON: `{id, job_id, type, message, metadata, created_at}`. With Last-Event-ID it goes on after that one; 204 says that nothing more will come.',
  security: [{ bearer: [] }],
  request: { params: jobIdParam, headers: z.object({ 'last-event-id': eventId.default(0) }) },
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
    204: { description: 'The job has ended, and all of its events were read' },
    ...errors(400, 404),
  },
})

const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' }

/** Events as they happen. */
export function addEvents(app: OpenAPIHono<ApiEnv>, parts: ApiParts, metrics: Metrics): void {
  const follow = followJobs(parts, metrics)
  app.openapi(eventsRoute, async (c) => {
    const after = c.req.valid('header')['last-event-id']
    const job = unrefused((await c.var.jobs.find(c.req.valid('param').id)) ?? NO_SUCH_JOB)
    if (after > 0 && hasEnded(job) && (await c.var.jobs.events(job.id, after, 1)).length === 0) return c.body(null, 204)
    // Nobody would read it, or ever let go of it.
    if (c.req.method === 'HEAD') return c.body(null, 200, HEADERS)
    return c.body(follow(job.id, after, c.var), 200, HEADERS)
  })
}
