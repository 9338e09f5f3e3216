import type { MiddlewareHandler } from 'hono'
import type { ApiEnv } from './env.ts'
import { problem } from './problem.ts'

/** Refuses bodies that do not say they are JSON. */
export const jsonOnly: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type === 'application/json') return next()
  const what = type === undefined ? 'no Content-Type' : type
  throw problem(415, {
    error: 'unsupported_media_type',
    message: `The body has to be JSON (Content-Type: application/json); this has ${what}.`,
  })
}
