import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { cancelJob } from '../../jobs/service/cancel-job.ts'
import { deleteJob } from '../../jobs/service/delete-job.ts'
import { NO_SUCH_JOB } from '../../jobs/service/refusal.ts'
import { retryJob } from '../../jobs/service/retry-job.ts'
import type { ApiEnv } from '../env.ts'
import { jobView, viewOf } from '../job-view.ts'
import type { ApiParts } from '../parts.ts'
import { unrefused } from '../problem.ts'
import { errors, jobIdParam, json, wholeNumber } from '../schemas.ts'

const page = z.object({ limit: wholeNumber(1, 100, 50), offset: wholeNumber(0, 1_000_000, 0) })

const listRoute = createRoute({
  operationId: 'listJobs',
  method: 'get',
  path: '/api/jobs',
  tags: ['Jobs'],
  summary: 'List your jobs, newest first; X-Total-Count says how many there are',
  security: [{ bearer: [] }],
  request: { query: page },
  responses: {
    200: {
      ...json(z.array(jobView), 'Jobs'),
      headers: z.object({ 'x-total-count': z.int().openapi({ description: 'All of your jobs' }) }),
    },
    ...errors(400),
  },
})
const one = { tags: ['Jobs'], security: [{ bearer: [] }], request: { params: jobIdParam } }
const showRoute = createRoute({
  ...one,
  operationId: 'getJob',
  method: 'get',
  path: '/api/jobs/{id}',
  summary: 'Show a job',
  responses: { 200: json(jobView, 'The job'), ...errors(404) },
})
const deleteRoute = createRoute({
  ...one,
  operationId: 'deleteJob',
  method: 'delete',
  path: '/api/jobs/{id}',
  summary: 'Delete a job with its tracks and artifacts; one that is under way is cancelled',
  responses: { 204: { description: 'It is gone' }, ...errors(404, 413) },
})
const cancelRoute = createRoute({
  ...one,
  operationId: 'cancelJob',
  method: 'post',
  path: '/api/jobs/{id}/cancel',
  summary: 'Cancel a job; what is under way stops within seconds',
  responses: { 202: json(z.object({ job_id: z.string() }), 'It is told'), ...errors(404, 409, 413) },
})
const retryRoute = createRoute({
  ...one,
  operationId: 'retryJob',
  method: 'post',
  path: '/api/jobs/{id}/retry',
  summary: 'Try the languages that failed again; what was answered before is not paid again',
  responses: {
    202: json(z.object({ job_id: z.string(), languages: z.array(z.string()) }), 'They are tried again'),
    ...errors(403, 404, 409, 413),
  },
})

/** A user's jobs. */
export function addJobs(app: OpenAPIHono<ApiEnv>, parts: ApiParts): void {
  const { clock } = parts
  app.openapi(listRoute, async (c) => {
    const { jobs, total } = await c.var.jobs.list(c.req.valid('query'))
    c.header('x-total-count', String(total))
    return c.json(
      jobs.map((job) => viewOf(job, clock.now())),
      200,
    )
  })
  app.openapi(showRoute, async (c) => {
    const { id } = c.req.valid('param')
    const job = unrefused((await c.var.jobs.find(id)) ?? NO_SUCH_JOB)
    const isDone = job.tasks.some(({ status }) => status === 'complete')
    return c.json(viewOf(job, clock.now(), isDone ? await c.var.jobs.artifacts(id) : []), 200)
  })
  app.openapi(deleteRoute, async (c) => {
    const isGone = await deleteJob(c.req.valid('param').id, { ...parts, jobs: c.var.jobs })
    if (!isGone) unrefused(NO_SUCH_JOB)
    return c.body(null, 204)
  })
  app.openapi(cancelRoute, async (c) => {
    const { job } = unrefused(await cancelJob(c.req.valid('param').id, { ...parts, jobs: c.var.jobs }))
    return c.json({ job_id: job }, 202)
  })
  app.openapi(retryRoute, async (c) => {
    const { job, languages } = unrefused(await retryJob(c.req.valid('param').id, { ...parts, jobs: c.var.jobs }))
    return c.json({ job_id: job, languages: [...languages] }, 202)
  })
}
