import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type OddAnswer = { readonly status?: number; readonly type?: string; readonly body: unknown }
type Asked = { readonly path: string; readonly body: string }

export type OddServer = AsyncDisposable & { readonly url: string; readonly asked: readonly Asked[] }

/** A server that gives just these answers, by path below /v1; to anything else 404. A list is given one after the other. */
export async function oddServer(answers: { readonly [path: string]: OddAnswer | OddAnswer[] }): Promise<OddServer> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = (request.url ?? '').replace(/^\/v1/, '')
      asked.push({ path, body: Buffer.concat(chunks).toString('latin1') })
      const known = answers[path.split('?')[0] ?? '']
      const { status = 200, type = 'application/json', body } = (Array.isArray(known) ? known.shift() : known) ?? NONE
      response.writeHead(status, { 'content-type': type, connection: 'close' })
      response.end(body instanceof Uint8Array ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const NONE: OddAnswer = { status: 404, body: { detail: 'Not Found' } }

/** What GET /models says. */
export function models(...ids: readonly string[]): OddAnswer {
  return { body: { object: 'list', data: ids.map((id) => ({ id, object: 'model' })) } }
}
