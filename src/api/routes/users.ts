import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { UNKNOWN_ACCOUNT } from '../../jobs/service/refusal.ts'
import type { ApiEnv } from '../env.ts'
import { isoOf } from '../job-view.ts'
import type { ApiParts } from '../parts.ts'
import { unrefused } from '../problem.ts'
import { errors, json } from '../schemas.ts'

const userView = z
  .object({
    id: z.uuid(),
    email: z.string().nullable(),
    created_at: z.iso.datetime(),
    active_jobs: z.int().openapi({ description: 'Jobs that have not ended' }),
    seconds_today: z.number().openapi({
      description: 'Seconds submitted in the last 24 hours: those of each recording, once for each language',
    }),
    limits: z.object({
      active_jobs: z.int(),
      seconds_a_day: z.number(),
      track_bytes: z.int(),
      track_seconds: z.number(),
    }),
  })
  .openapi('User')

const meRoute = createRoute({
  operationId: 'getMe',
  method: 'get',
  path: '/api/users/me',
  tags: ['Users'],
  summary: 'Who you are, and what you have used',
  security: [{ bearer: [] }],
  responses: { 200: json(userView, 'You'), ...errors(403) },
})

/** The user that asks. */
export function addUsers(app: OpenAPIHono<ApiEnv>, { limits }: ApiParts): void {
  app.openapi(meRoute, async (c) => {
    const me = await c.var.jobs.me()
    const user = unrefused(me ?? UNKNOWN_ACCOUNT)
    const { id, email, createdAt, activeJobs, secondsToday } = user
    const view = { id, email, created_at: isoOf(createdAt), active_jobs: activeJobs, seconds_today: secondsToday }
    const { activeJobs: jobs, secondsADay, trackBytes, trackSeconds } = limits
    const most = { active_jobs: jobs, seconds_a_day: secondsADay, track_bytes: trackBytes, track_seconds: trackSeconds }
    return c.json({ ...view, limits: most }, 200)
  })
}
