import type { Context, MiddlewareHandler } from 'hono'
import type { ApiEnv } from './env.ts'
import { problem } from './problem.ts'

/** Refuses bodies that do not say they are JSON, as it is read here: in UTF-8 (RFC 8259, 8.1) and not packed. */
export const jsonOnly: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const what = otherThanJson(c)
  if (what === undefined) return next()
  throw problem(415, {
    error: 'unsupported_media_type',
    message: `The body has to be JSON (Content-Type: application/json); this has ${what}.`,
  })
}

function otherThanJson(c: Context<ApiEnv>): string | undefined {
  const [type, ...parameters] = c.req.header('content-type')?.toLowerCase().split(';') ?? []
  if (type === undefined) return 'no Content-Type'
  if (type.trim() !== 'application/json') return type.trim()
  const charset = parameters.map((each) => /^charset="?([^"]*)"?$/.exec(each.trim())?.[1]).find((each) => each)
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') return `charset ${charset}, not UTF-8`
  const encoding = c.req.header('content-encoding')?.trim().toLowerCase() || 'identity'
  return encoding === 'identity' ? undefined : `Content-Encoding ${encoding}`
}
