import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'

/** What a proxy was asked for: `CONNECT localhost:2` or `GET http://localhost:3/path`. */
type Asked = { readonly method: string; readonly target: string; readonly authorization: string | undefined }

export type CountingProxy = AsyncDisposable & {
  readonly url: string
  readonly asked: readonly Asked[]
  /** Ways that lead only through this proxy: an address where nobody listens, for one where somebody does. */
  readonly doorTo: (url: string) => string
  /** How often something was asked through a door, by method. */
  readonly through: (door: string, method?: string) => number
}

/** Nobody listens at so low a port, and fetch has nothing against these: who gets an answer has been at the proxy. */
const FIRST_CLOSED_PORT = 2

/** A proxy on loopback that opens tunnels, passes plain requests on, and remembers both. */
export async function startCountingProxy(): Promise<CountingProxy> {
  const asked: Asked[] = []
  const doors = new Map<string, URL>()
  const sockets = new Set<Socket>()
  const note = ({ method = '', url = '', headers }: IncomingMessage) =>
    asked.push({ method, target: url, authorization: headers['proxy-authorization'] })
  const server = createServer((incoming, outgoing) => {
    note(incoming)
    passOn(incoming, outgoing, doors)
  })
  server.on('connect', (incoming, socket: Socket, head) => {
    note(incoming)
    const target = doors.get(incoming.url ?? '') ?? new URL(`http://${incoming.url}`)
    const beyond = connect(Number(target.port), target.hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      beyond.write(head)
      beyond.pipe(socket).pipe(beyond)
    })
    sockets.add(beyond)
    const end = () => {
      beyond.destroy()
      socket.destroy()
    }
    for (const each of [beyond, socket]) each.on('error', end)
  })
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    doorTo(url) {
      const door = new URL(url)
      door.host = `localhost:${FIRST_CLOSED_PORT + doors.size}`
      doors.set(door.host, new URL(url))
      return door.href.replace(/\/$/, '')
    },
    through: (door, method) =>
      asked.filter((each) => each.target.includes(new URL(door).host) && (method ?? each.method) === each.method)
        .length,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, doors: ReadonlyMap<string, URL>): void {
  const url = new URL(incoming.url ?? '')
  const { hostname, port } = doors.get(url.host) ?? url
  const { method, headers } = incoming
  const beyond = request(
    { hostname, port, path: url.pathname + url.search, method, headers, agent: false },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    },
  )
  beyond.on('error', () => outgoing.destroy())
  incoming.pipe(beyond)
}
