import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Failure } from '../failure.ts'

export type Listening = {
  readonly url: string
  /** Takes no more connections, and waits until what is asked already is answered; `cut` ends that too. May be repeated. */
  readonly drain: (cut: AbortSignal) => Promise<void>
}

/**
 * Listens for HTTP.
 * @throws {Failure} `config`, where the address is taken or not to be had.
 */
export async function listen(
  api: { readonly fetch: (request: Request, env?: object) => Response | Promise<Response> },
  { port, host }: { readonly port: number; readonly host: string },
): Promise<Listening> {
  const server = createAdaptorServer({ fetch: (request, env) => api.fetch(request, env) }) as Server
  let draining = false
  // What was kept open for a next question is let go of once this one is answered.
  server.on('request', (_, response) => response.once('close', () => draining && server.closeIdleConnections()))
  const closed = Promise.withResolvers<void>()
  server.once('close', () => closed.resolve())
  server.listen(port, host)
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Failure('config', `Nothing can listen at ${host}:${port}.`, {
      cause,
      hint: 'Is the service running already? Choose another port: --port 8001',
    })
  })
  const { address, port: taken, family } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
    async drain(cut) {
      draining = true
      server.close() // Also where it is closed already: nothing happens then.
      const now = () => server.closeAllConnections()
      cut.addEventListener('abort', now)
      if (cut.aborted) now()
      await closed.promise
      cut.removeEventListener('abort', now)
    },
  }
}
