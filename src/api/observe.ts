import { randomUUID } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'
import type { Failure } from '../failure.ts'
import type { ApiEnv } from './env.ts'
import type { Metrics } from './metrics.ts'
import type { ApiParts } from './parts.ts'

/** Names every question, and writes down how it was answered. */
export function observe({ clock, log }: Pick<ApiParts, 'clock' | 'log'>, metrics: Metrics): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const began = clock.now()
    const request = randomUUID()
    c.set('request', request)
    await next()
    c.header('x-request-id', request)
    const ms = clock.now() - began
    const answer = { method: c.req.method, route: routeOf(c), status: c.res.status }
    metrics.answered(answer, ms / 1000)
    const failure = c.get('failure') as Failure | undefined
    const user = (c.get('claims') as ApiEnv['Variables']['claims'] | undefined)?.sub
    log({
      // That somebody left before they were answered is no trouble of ours.
      level: failure && failure.code !== 'interrupted' ? 'error' : 'info',
      event: failure ? 'failure' : 'request',
      request,
      ...answer,
      ms,
      ...(user !== undefined && { user }),
      ...(failure && { code: failure.code, cause: causeOf(failure) }),
    })
  }
}

/** The route as it is declared: paths hold ids, and would make a metric each. */
function routeOf(c: Context<ApiEnv>): string {
  const declared = matchedRoutes(c).filter(({ path, method }) => !path.includes('*') && method !== 'ALL')
  return declared.at(-1)?.path ?? 'none'
}

/** By name, code and place: messages of others may hold what a row or a file says. */
function causeOf(failure: Failure): string {
  const names: string[] = []
  let error: unknown = failure
  while (error instanceof Error && names.length < 5) {
    const { code } = error as NodeJS.ErrnoException
    names.push(code === undefined ? error.name : `${error.name} ${code}`)
    if (error.cause === undefined) break
    error = error.cause
  }
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : []
  return [...names, ...frames.slice(0, 3).map((line) => line.trim())].join(' < ')
}
