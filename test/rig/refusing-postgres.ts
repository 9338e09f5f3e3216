import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

type Refusal = { readonly code: string; readonly message: string }

/**
 * A server that lets nobody in, as Postgres and the poolers before it say so: with an error of its protocol, or, with
 * `pem`, behind a certificate that it offers whoever wants TLS. The address has user and password.
 */
export async function refusingPostgres(
  refusal: Refusal,
  pem?: { readonly key: string; readonly cert: string },
): Promise<AsyncDisposable & { readonly url: string }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}) // A client that does not trust it goes without a word.
    socket.once('data', () => {
      if (!pem) return void socket.end(errorMessage(refusal))
      socket.write('S')
      const secure = new TLSSocket(socket, { isServer: true, ...pem })
      secure.on('error', () => {})
      secure.once('data', () => secure.end(errorMessage(refusal)))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `postgresql://postgres:only-for-tests@127.0.0.1:${port}/postgres`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** https://www.postgresql.org/docs/current/protocol-message-formats.html, ErrorResponse. */
function errorMessage({ code, message }: Refusal): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}
