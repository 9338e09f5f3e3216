import type { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export type Door = {
  /** `127.0.0.1:PORT` */
  readonly address: string
  readonly shut: () => void
  readonly open: () => Promise<void>
  readonly close: () => Promise<void>
}

const ADDRESS = '127.0.0.1'

/** Listens on loopback, at a port or (0) any. Its listening socket can be shut and opened again, at the same port. */
export async function openDoor(server: ReturnType<typeof createServer>, wanted: number): Promise<Door> {
  server.keepAliveTimeout = 60_000 // Nobody is to meet a connection that goes while they ask.
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const listenAt = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, ADDRESS, () => {
        server.off('error', reject)
        resolve()
      })
    })
  await listenAt(wanted)
  const { port } = server.address() as AddressInfo
  return {
    address: `${ADDRESS}:${port}`,
    shut() {
      if (server.listening) server.close()
      server.closeIdleConnections()
    },
    async open() {
      if (!server.listening) await listenAt(port)
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
