import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Callback, pathFor, readCallback } from './callback.ts'
import { type PageText, page } from './page.ts'

/** How the sign-in ended: what the page that the browser shows then says. */
export type Outcome = { readonly trouble?: string | undefined }

export type Loopback = AsyncDisposable & {
  /** Where the browser shall come back to. */
  readonly address: string
  /** What it brought. The browser waits for its page until `conclude` is called. */
  readonly callback: Promise<Callback>
  readonly conclude: (outcome: Outcome) => Promise<void>
}

/** A server for one visit of this machine's browser. It listens on the loopback address alone, at a port that is free. */
export async function openLoopback(state: string): Promise<Loopback> {
  const arrived = Promise.withResolvers<Callback>()
  const ended = Promise.withResolvers<Outcome>()
  let shown: Promise<void> = Promise.resolve()
  const server = createServer((request, response) => {
    const callback = request.method === 'GET' ? readCallback(asUrl(request), state) : undefined
    if (!callback) return send(response, 400, NOT_THIS)
    arrived.resolve(callback)
    shown = ended.promise.then(({ trouble }) => answer(response, trouble))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}${pathFor(state)}`,
    callback: arrived.promise,
    async conclude(outcome) {
      ended.resolve(outcome)
      await shown
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function asUrl({ url = '/' }: IncomingMessage): URL {
  const base = 'http://127.0.0.1'
  return URL.canParse(url, base) ? new URL(url, base) : new URL(base)
}

const NOT_THIS: PageText = {
  title: 'This page belongs to no sign-in',
  text: 'Perhaps it is an older one. Run “ytdub login --browser” again, and use the page that it opens.',
}

async function answer(response: ServerResponse, trouble: string | undefined): Promise<void> {
  const isOver = new Promise<void>((resolve) => response.once('close', resolve))
  if (trouble === undefined) {
    send(response, 200, { title: 'You are signed in', text: 'You can close this page and go back to the terminal.' })
  } else {
    send(response, 400, { title: 'You are not signed in', text: `${trouble} The terminal says how to go on.` })
  }
  await isOver
}

function send(response: ServerResponse, status: number, text: PageText): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    // The address has the code in it.
    'referrer-policy': 'no-referrer',
    connection: 'close',
  })
  response.end(page(text))
}
