import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Failure } from '../failure.ts'
import { openGuard } from './guard.ts'
import type { Review } from './review.ts'
import { reviewApp } from './review-app.ts'

/** A page that is served until it is disposed of. */
export type ReviewServer = AsyncDisposable & {
  /** Opens the page, once. */
  readonly link: string
}

/**
 * Serves the page of a review, on this machine's loopback address alone.
 * @param port 0 for one that is free.
 * @throws {Failure} `config`, where the port is taken.
 */
export async function serveReview(review: Review, port: number): Promise<ReviewServer> {
  const closing = new AbortController()
  let origin = ''
  const guard = openGuard(() => origin)
  const app = reviewApp(review, guard, closing.signal)
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  server.listen(port, '127.0.0.1')
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Failure('config', `Nothing can listen at 127.0.0.1:${port}.`, {
      cause,
      hint: 'Choose another port with --port, or leave it out.',
    })
  })
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    link: `${origin}/?token=${guard.token}`,
    async [Symbol.asyncDispose]() {
      closing.abort()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
