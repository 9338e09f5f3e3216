import { OpenAPIHono } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { cors } from 'hono/cors'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { secureHeaders } from 'hono/secure-headers'
import { answerFailure } from './answer-failure.ts'
import { authenticate } from './authenticate.ts'
import { addSecurity } from './document.ts'
import type { ApiEnv } from './env.ts'
import { limitAddresses, limitUsers } from './limit-rates.ts'
import { openMetrics } from './metrics.ts'
import { observe } from './observe.ts'
import type { ApiParts } from './parts.ts'
import { problem } from './problem.ts'
import { addAbout } from './routes/about.ts'
import { addDownloads } from './routes/downloads.ts'
import { addEvents } from './routes/events.ts'
import { addJobs } from './routes/jobs.ts'
import { addPurge } from './routes/purge.ts'
import { addUploads } from './routes/uploads.ts'
import { addUsers } from './routes/users.ts'
import { refuseInvalid } from './validation.ts'

/** The whole API: a request in, a response out. It listens nowhere; what it works with is in `parts`. */
export function createApi(parts: ApiParts): Hono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({ strict: false, defaultHook: refuseInvalid })
  const metrics = openMetrics()
  addSecurity(app)
  app.onError(answerFailure)
  app.notFound((c) => c.json({ error: 'not_found', message: 'There is nothing here. See /docs' }, 404))
  app.use(observe(parts, metrics))
  app.use(secureHeaders(HEADERS))
  app.use(cors({ ...CORS, origin: [...parts.corsOrigins] }))
  app.use(methodNotAllowed({ app, onMethodNotAllowed }))
  app.use(async (c, next) => {
    await next()
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
  })
  app.use(limitAddresses(parts))
  app.use('/api/*', authenticate(parts))
  app.use('/api/*', limitUsers(parts))
  app.use('/api/*', bodyLimit({ maxSize: parts.limits.bodyBytes, onError: tooLarge(parts) }))
  addUploads(app, parts)
  // Asked otherwise, it would be a job's id.
  app.all('/api/jobs/upload-urls', (c) => onMethodNotAllowed(c, ['POST']))
  addJobs(app, parts)
  addEvents(app, parts, metrics)
  addDownloads(app, parts)
  addPurge(app, parts)
  addUsers(app, parts)
  addAbout(app, parts, metrics)
  return app
}

const HEADERS: Parameters<typeof secureHeaders>[0] = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    // Of the page at /docs, which has no script.
    styleSrc: ["'unsafe-inline'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
}

const CORS = {
  allowMethods: ['GET', 'POST', 'DELETE'],
  // Also what Supabase's clients send with whatever they ask.
  allowHeaders: ['authorization', 'content-type', 'last-event-id', 'apikey', 'x-client-info'],
  exposeHeaders: ['retry-after', 'x-request-id', 'x-total-count'],
  maxAge: 600,
}

function onMethodNotAllowed(_: unknown, methods: readonly string[]): never {
  const allowed = [...methods, 'OPTIONS'].join(', ')
  throw problem(405, { error: 'method_not_allowed', message: `Possible here: ${allowed}.` }, { allow: allowed })
}

/** The rest of such a body is not waited for: the connection ends with the answer. */
function tooLarge({ limits }: ApiParts): () => never {
  return () => {
    const limit = limits.bodyBytes
    const body = { error: 'body_too_large', message: `The body has more than ${limit} bytes.`, details: { limit } }
    throw problem(413, body, { connection: 'close' })
  }
}
