import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { purgeOwn } from '../../jobs/service/purge-own.ts'
import type { ApiEnv } from '../env.ts'
import { jsonOnly } from '../json-only.ts'
import type { ApiParts } from '../parts.ts'
import { errors, json } from '../schemas.ts'

const HOUR = 3_600_000

const wish = z
  .strictObject({
    older_than_hours: z
      .number()
      .min(0)
      .max(100 * 365 * 24)
      .default(48)
      .openapi({ description: 'Hours since the job ended, or since an answer was last used' }),
    dry_run: z.boolean().default(false).openapi({ description: 'Only say what would go' }),
  })
  .openapi('PurgeWish')

const purged = z
  .object({
    jobs: z.int().openapi({ description: 'Jobs whose files went; the jobs themselves stay' }),
    artifacts: z.int(),
    bytes: z.int().openapi({ description: 'Of the artifacts' }),
    answers: z.int().openapi({ description: 'Answered steps: where they are needed again, they are paid for again' }),
    blobs: z
      .int()
      .openapi({ description: 'Files of steps that no answer names any more, nor a job that can still go on' }),
    blob_bytes: z.int().openapi({ description: 'Of the blobs' }),
  })
  .openapi('Purged')

const purgeRoute = createRoute({
  operationId: 'purge',
  method: 'post',
  path: '/api/purge',
  tags: ['Jobs'],
  summary: 'Delete the files that your jobs generated, unused answers and their files; jobs and tracks stay',
  security: [{ bearer: [] }],
  middleware: jsonOnly,
  request: { body: { required: true, content: { 'application/json': { schema: wish } } } },
  responses: { 200: json(purged, 'What went, or would go'), ...errors(400, 413, 415) },
})

/** Lets a user make room before the time is over. */
export function addPurge(app: OpenAPIHono<ApiEnv>, { objects, clock, closing }: ApiParts): void {
  app.openapi(purgeRoute, async (c) => {
    const { older_than_hours: hours, dry_run: dryRun } = c.req.valid('json')
    const { leftovers } = c.var.jobs
    // Whoever asked has left, or the service has to: what is left is purged when it is asked for again.
    const signal = AbortSignal.any([c.req.raw.signal, closing])
    const before = clock.now() - hours * HOUR
    const { blobBytes, ...gone } = await purgeOwn({ before, dryRun }, { leftovers, objects, signal })
    return c.json({ ...gone, blob_bytes: blobBytes }, 200)
  })
}
