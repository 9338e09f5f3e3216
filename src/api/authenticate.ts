import type { MiddlewareHandler } from 'hono'
import { Failure } from '../failure.ts'
import type { ApiEnv } from './env.ts'
import type { ApiParts } from './parts.ts'
import { problem } from './problem.ts'

/** Finds out who asks. From here on there are only that user's jobs. */
export function authenticate({ verify, jobsOf }: Pick<ApiParts, 'verify' | 'jobsOf'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const given = c.req.header('authorization')
    const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(given ?? '')?.[1]
    if (token === undefined) {
      const message =
        given === undefined ? 'Sign in: no access token was sent.' : 'The Authorization header is malformed.'
      throw unauthorized(message, given === undefined ? 'Bearer' : 'Bearer error="invalid_request"')
    }
    const claims = await verify(token).catch((error: unknown) => {
      const failure = Failure.from(error)
      throw failure.code === 'auth' ? unauthorized(failure.message, 'Bearer error="invalid_token"') : failure
    })
    c.set('claims', claims)
    c.set('jobs', jobsOf(claims))
    await next()
  }
}

function unauthorized(message: string, challenge: string) {
  return problem(401, { error: 'unauthorized', message }, { 'www-authenticate': challenge })
}
