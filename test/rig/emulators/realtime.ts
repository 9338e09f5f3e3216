import { type WebSocket, WebSocketServer } from 'ws'
import type { EmulatedUpgrade } from './emulated.ts'
import { wrongKey } from './openai-faults.ts'
import { isRefusal } from './openai-reply.ts'
import type { Service } from './openai-service.ts'
import { type ClientEvent, readClientEvent } from './realtime-events.ts'
import { type Session, sessionOf } from './realtime-session.ts'

export const REALTIME_MODELS = ['gpt-realtime-2.1-mini']

/** One Realtime connection: what the client said, right or wrong. */
export type RealtimeTalk = { readonly model: string | null; readonly heard: readonly unknown[] }

/**
 * The Realtime API, as far as it takes to have lines read aloud. Faults: `wrong-schema` says it in other words, or is
 * silent (`how`); `length` stops early; `refusal` filters; `cut-body`, `hang-after-headers` and `bad-json` come in the
 * midst of the sound, `slow-bytes` delays it.
 * @param latency milliseconds until a response begins.
 */
export function startRealtime(service: Service, latency: () => number) {
  const server = new WebSocketServer({ noServer: true })
  const talks: RealtimeTalk[] = []
  return {
    talks,
    upgrade({ request, message, socket, head, fault, bill }: EmulatedUpgrade): void {
      const model = request.query.get('model')
      const refused = refusalOf(request, service)
      if (refused !== undefined) return void socket.end(refused)
      server.handleUpgrade(message, socket, head, (connection) => {
        const heard: unknown[] = []
        talks.push({ model, heard })
        const session = sessionOf({ connection, service, fault, bill, latency })
        if (model === null || !REALTIME_MODELS.includes(model)) return session.refuseModel(model)
        session.begin(model)
        listen(connection, session, heard)
      })
    },
    close(): void {
      for (const connection of server.clients) connection.terminate()
      server.close()
    },
  }
}

function refusalOf(
  { path, method, headers }: EmulatedUpgrade['request'],
  { key, isLocal }: Service,
): string | undefined {
  if (path !== '/v1/realtime' || method !== 'GET' || isLocal) return answer(404, 'Not Found', '')
  if (key === undefined || headers.authorization === `Bearer ${key}`) return undefined
  return answer(401, 'Unauthorized', JSON.stringify({ error: wrongKey(headers.authorization).error }))
}

function answer(status: number, reason: string, body: string): string {
  const headers = ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`, 'connection: close']
  return [`HTTP/1.1 ${status} ${reason}`, ...headers, 'x-request-id: req_emulated', '', body].join('\r\n')
}

function listen(connection: WebSocket, session: Session, heard: unknown[]): void {
  connection.on('error', () => {}) // It is cut off: `close` follows.
  // Pieces and bare memory come only to those who ask for them.
  connection.on('message', (data: Buffer) => {
    const message = data.toString('utf8')
    const event = readClientEvent(message)
    heard.push(isRefusal(event) ? message : event)
    if (isRefusal(event)) session.refuse(event)
    else obey(session, event)
  })
}

function obey(session: Session, event: ClientEvent): void {
  if (event.type === 'session.update') session.update(event)
  else session.respond(event).catch((error: unknown) => session.fail(error))
}
