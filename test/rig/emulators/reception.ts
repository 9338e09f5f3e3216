import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { EmulatedCall, EmulatedRequest, EmulatedVendor, EmulatorOptions, RequestHead } from './emulated.ts'
import { type Answer, type Fault, isWorded, isWorkedOn, retryAfterOf, send } from './faults.ts'
import type { Misbehaviour } from './misbehaviour.ts'
import type { underWay } from './under-way.ts'

export type OwnCall = { -readonly [key in keyof EmulatedCall]: EmulatedCall[key] }

export type Reception = {
  readonly request: (message: IncomingMessage, response: ServerResponse) => void
  readonly upgrade: (message: IncomingMessage, socket: Duplex, head: Buffer) => void
}

export type Desk = {
  readonly vendor: EmulatedVendor
  readonly options: EmulatorOptions
  readonly rules: Misbehaviour
  readonly under: ReturnType<typeof underWay>
  readonly calls: OwnCall[]
  readonly latency: { readonly [trade in EmulatedCall['trade']]: number }
  /** Aborted when the emulator closes. */
  readonly closing: AbortSignal
  readonly shutFor: (ms: number) => void
}

const MOST_BYTES_READ_IN_VAIN = 100_000_000
const TOO_MANY_AT_ONCE = { kind: 'too-many', retryAfter: 'none' } as const satisfies Fault
/** Faults that can be shown where the request asked for another protocol: the others come once that is spoken. */
const BEFORE_UPGRADE: readonly Fault['kind'][] = ['too-many', 'status', 'quota', 'expired-key', 'html', 'empty']

/** Takes in requests, sees each through to its answer or its fault, and remembers it. */
export function reception(desk: Desk): Reception {
  return {
    request(message, response) {
      serve(desk, message, response).catch((error: unknown) => {
        if (desk.closing.aborted || response.destroyed) return void response.destroy()
        // A hole in the emulator, never the vendor's own: loud, so that no test takes it for a fault.
        if (!response.headersSent) response.writeHead(501, { 'content-type': 'text/plain' })
        response.end(`The emulator cannot do this: ${error instanceof Error ? error.message : String(error)}`)
      })
    },
    upgrade(message, socket, head) {
      socket.on('error', () => {}) // It is cut off: `close` follows.
      handOver(desk, message, socket, head).catch(() => socket.destroy())
    },
  }
}

async function serve(desk: Desk, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { vendor, under, closing } = desk
  const trade = vendor.tradeOf(headOf(message).path)
  const isOver = under.begin(trade) > (desk.options.atOnce?.[trade] ?? Number.POSITIVE_INFINITY)
  let call: OwnCall | undefined
  response.once('close', () => {
    under.end(trade)
    if (call === undefined) return // It was cut off while it came in.
    if (response.headersSent) call.status = response.statusCode
    finish(desk, call)
  })
  const refusal = vendor.refuse?.(headOf(message))
  if (refusal) {
    // Read all the same: closing a connection that still brings something resets it, and the answer may be lost.
    const isShort = Number(message.headers['content-length'] ?? 0) <= MOST_BYTES_READ_IN_VAIN
    response.shouldKeepAlive = isShort
    call = remember(
      desk,
      isShort ? await readRequest(message) : { ...headOf(message), body: Buffer.alloc(0) },
      undefined,
    )
    return send(response, refusal, undefined, closing)
  }
  const request = await readRequest(message)
  const fault = isOver ? TOO_MANY_AT_ONCE : desk.rules.next(request)
  call = remember(desk, request, fault)
  if (!isOver && fault?.kind !== 'hang-before-headers') await wait(desk.latency[trade], undefined, { signal: closing })
  const answer = await answerOf(desk, request, fault)
  if (response.destroyed) return // Whoever asked has hung up.
  call.usd = answer.usd ?? 0
  if (fault?.kind === 'refused' && fault.ms !== undefined) desk.shutFor(fault.ms)
  await send(response, answer, fault, closing)
  if (response.headersSent) call.status = response.statusCode
}

/** Requests that ask for another protocol: faults of HTTP are seen to, the vendor has the rest. */
async function handOver(desk: Desk, message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const { vendor, under } = desk
  const request = { ...headOf(message), body: Buffer.alloc(0) }
  const trade = vendor.tradeOf(request.path)
  const isOver = under.begin(trade) > (desk.options.atOnce?.[trade] ?? Number.POSITIVE_INFINITY)
  const fault = isOver ? TOO_MANY_AT_ONCE : desk.rules.next(request)
  const call = remember(desk, request, fault)
  socket.once('close', () => {
    under.end(trade)
    finish(desk, call)
  })
  if (fault?.kind === 'hang-before-headers') return
  if (fault?.kind === 'refused' && fault.ms !== undefined) desk.shutFor(fault.ms)
  if (fault?.kind === 'refused' || fault?.kind === 'reset') return void (socket as Socket).resetAndDestroy()
  if (vendor.upgrade === undefined || (fault && BEFORE_UPGRADE.includes(fault.kind))) {
    const answer = isWorded(fault) ? await answerOf(desk, request, fault) : { status: fault ? 200 : 400, body: '' }
    call.status = answer.status
    return void socket.end(rawAnswer(answer))
  }
  call.status = 101
  const bill = (usd: number) => {
    call.usd += usd
  }
  vendor.upgrade({ request, message, socket, head, fault, bill })
}

function remember(desk: Desk, request: EmulatedRequest, fault: Fault | undefined): OwnCall {
  const body = desk.options.keepBodies === false ? Buffer.alloc(0) : request.body
  const trade = desk.vendor.tradeOf(request.path)
  const call = { ...request, body, trade, status: 0, at: Date.now(), ms: undefined, usd: 0, ...(fault && { fault }) }
  desk.calls.push(call)
  return call
}

function finish(desk: Desk, call: OwnCall): void {
  call.ms = Date.now() - call.at
  desk.options.onCall?.(call)
}

async function answerOf({ vendor }: Desk, request: EmulatedRequest, fault: Fault | undefined): Promise<Answer> {
  if (fault !== undefined && !isWorkedOn(fault)) return { status: 0, body: '' }
  const good = async () => vendor.answer(request)
  if (!isWorded(fault)) return good()
  const answer = await vendor.say(fault, request, good)
  return { ...answer, headers: { ...answer.headers, ...retryAfterOf(fault) } }
}

async function readRequest(message: IncomingMessage): Promise<EmulatedRequest> {
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece as Buffer)
  return { ...headOf(message), body: Buffer.concat(pieces) }
}

function headOf({ method = '', url = '/', headers }: IncomingMessage): RequestHead {
  const at = url.indexOf('?')
  const [path, query] = at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
  return { method, path, query: new URLSearchParams(query), headers }
}

function rawAnswer({ status, headers = {}, body }: Answer): string {
  const text = typeof body === 'string' ? body : ''
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(text)), connection: 'close' })
  return [`HTTP/1.1 ${status} Answer`, ...lines.map(([name, value]) => `${name}: ${value}`), '', text].join('\r\n')
}
