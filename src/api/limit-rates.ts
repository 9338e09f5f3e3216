import type { Context, MiddlewareHandler } from 'hono'
import type { ApiEnv } from './env.ts'
import { networkOf } from './network-of.ts'
import type { ApiParts } from './parts.ts'
import { problem } from './problem.ts'
import { tokenBuckets } from './token-buckets.ts'

type Limited = Pick<ApiParts, 'limits' | 'clock'>

/** Whoever watches over the service asks from one address, and must not be told that it is unwell. */
const WATCHED = new Set(['/health', '/ready'])

/** Lets each address, or network of them, ask so often; before anybody is asked who it is. */
export function limitAddresses({ limits, clock }: Limited): MiddlewareHandler<ApiEnv> {
  const take = tokenBuckets(limits.address, clock)
  return async (c, next) => {
    if (!WATCHED.has(c.req.path.replace(/\/$/, ''))) refuseAfter(take(networkOf(addressOf(c, limits.proxies))))
    await next()
  }
}

/** Lets each user ask so often, from wherever. */
export function limitUsers({ limits, clock }: Limited): MiddlewareHandler<ApiEnv> {
  const take = tokenBuckets(limits.user, clock)
  return async (c, next) => {
    refuseAfter(take(c.var.claims.sub))
    await next()
  }
}

function refuseAfter(seconds: number): void {
  if (seconds === 0) return
  const message = `Too many requests. Try again in ${seconds} s.`
  throw problem(429, { error: 'rate_limited', message }, { 'retry-after': String(seconds) })
}

/** Whoever is in front of our own proxies; what stands further left in the header anybody may have written. */
function addressOf(c: Context<ApiEnv>, proxies: number): string {
  const bindings = c.env as
    | { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } }
    | undefined
  const socket = bindings?.incoming?.socket?.remoteAddress ?? ''
  if (proxies === 0) return socket
  const forwarded = c.req.header('x-forwarded-for')?.split(',') ?? []
  return forwarded.at(-proxies)?.trim() || socket
}
