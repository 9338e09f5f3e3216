import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { vi } from 'vitest'

export type SilentProxy = AsyncDisposable & {
  /** The database's address, by way of this. */
  readonly url: string
  /** From now on it passes nothing on, and ends no connection: as a network does that was cut. */
  fallSilent(): void
  /** Ends all connections at once. */
  hangUp(): void
}

/** Stands between a database and whoever asks it. */
export async function silentProxy(databaseUrl: string): Promise<SilentProxy> {
  const url = new URL(databaseUrl)
  const { hostname, port } = url
  const sockets = new Set<Socket>()
  let silent = false
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('data', (bytes) => void (silent || to.write(bytes)))
      from.on('close', () => to.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    fallSilent() {
      silent = true
    },
    hangUp,
    async [Symbol.asyncDispose]() {
      hangUp()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Lets faked time pass until something has ended. */
export async function overTime<Answer>(waitedFor: Promise<Answer>): Promise<Answer> {
  let over = false
  const ended = waitedFor.finally(() => {
    over = true
  })
  while (!over) {
    await vi.advanceTimersByTimeAsync(1000)
    await turn()
  }
  return ended
}
