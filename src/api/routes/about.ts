import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { docsPage } from '../docs-page.ts'
import { documentOf } from '../document.ts'
import type { ApiEnv } from '../env.ts'
import type { Metrics } from '../metrics.ts'
import type { ApiParts } from '../parts.ts'
import { readiness } from '../readiness.ts'
import { json, openErrors } from '../schemas.ts'

const about = { method: 'get' as const, tags: ['Service'] }
const rootRoute = createRoute({
  ...about,
  operationId: 'getRoot',
  path: '/',
  summary: 'What this is',
  responses: {
    200: json(z.object({ message: z.string(), version: z.string() }), 'The service'),
    ...openErrors(429, 500),
  },
})
const healthRoute = createRoute({
  ...about,
  operationId: 'getHealth',
  path: '/health',
  summary: 'Whether the process lives',
  responses: { 200: json(z.object({ status: z.literal('ok') }), 'It does'), ...openErrors(500) },
})
const ready = z.object({
  status: z.enum(['ready', 'not_ready']),
  checks: z.record(z.string(), z.enum(['ok', 'failed'])),
})
const readyRoute = createRoute({
  ...about,
  operationId: 'getReady',
  path: '/ready',
  summary: 'Whether jobs are taken: database, storage and ffmpeg answer',
  responses: { 200: json(ready, 'They are'), 503: json(ready, 'They are not'), ...openErrors(500) },
})
const metricsRoute = createRoute({
  ...about,
  operationId: 'getMetrics',
  path: '/metrics',
  summary: 'Figures for Prometheus',
  responses: {
    200: { description: 'Figures', content: { 'text/plain': { schema: z.string() } } },
    ...openErrors(429, 500),
  },
})

/** What the service says of itself, to everybody. */
export function addAbout(app: OpenAPIHono<ApiEnv>, parts: ApiParts, metrics: Metrics): void {
  const check = readiness(parts)
  const document = once(() => documentOf(app, parts.version))
  const page = once(() => docsPage(document()))
  app.openapi(rootRoute, (c) => c.json({ message: 'ytdub: dubs recordings. See /docs', version: parts.version }, 200))
  app.openapi(healthRoute, (c) => c.json({ status: 'ok' as const }, 200))
  app.openapi(readyRoute, async (c) => {
    const { isReady, checks } = await check()
    return isReady
      ? c.json({ status: 'ready' as const, checks }, 200)
      : c.json({ status: 'not_ready' as const, checks }, 503)
  })
  app.openapi(metricsRoute, async (c) => c.text(await metrics.text(), 200, { 'content-type': metrics.type }))
  app.get('/openapi.json', (c) => c.json(document()))
  app.get('/docs', (c) => c.html(page()))
}

/** Works something out the first time that it is asked for. */
function once<Value extends object | string>(work: () => Value): () => Value {
  let value: Value | undefined
  return () => (value ??= work())
}
