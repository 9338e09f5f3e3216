import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'

/** Everything that an emulated vendor can be told to do wrong. */
export type Fault =
  /** 429; `retryAfter` says in which form the header comes, `seconds` (1) how long it asks for. */
  | { readonly kind: 'too-many'; readonly retryAfter: 'seconds' | 'date' | 'none'; readonly seconds?: number }
  | { readonly kind: 'status'; readonly status: 500 | 503 }
  /**
   * The connection that brings the request is reset and, where `ms` is said, the listening socket is shut for so long:
   * whoever connects meanwhile is refused by the kernel. A server cannot do more: it only hears of a request when it
   * has been let in. `emulator.shut()` shuts it for as long as a test wants: where pauses are not real, use that.
   */
  | { readonly kind: 'refused'; readonly ms?: number }
  /** RST instead of an answer. */
  | { readonly kind: 'reset' }
  /** Nothing comes until the client goes away. */
  | { readonly kind: 'hang-before-headers' }
  /** Headers and the first half of the body come, then nothing. */
  | { readonly kind: 'hang-after-headers' }
  /** A content-length, half as many bytes, and the connection is closed. */
  | { readonly kind: 'cut-body' }
  /** 200 with the page of some proxy. */
  | { readonly kind: 'html' }
  /** 200, JSON by its content type, and cut off in the middle. */
  | { readonly kind: 'bad-json' }
  /** 200 and no byte. */
  | { readonly kind: 'empty' }
  /** The right answer in 20 pieces, over `ms` (1000). */
  | { readonly kind: 'slow-bytes'; readonly ms?: number }
  /** 200, and JSON that is not in the agreed shape. */
  | { readonly kind: 'wrong-schema' }
  /** 200, and the model declines. */
  | { readonly kind: 'refusal' }
  /** 200, and the answer ends at the limit of tokens. */
  | { readonly kind: 'length' }
  /** No money left. */
  | { readonly kind: 'quota' }
  | { readonly kind: 'expired-key' }

/** Faults that each vendor puts in words of its own. */
export type WordedFault = Extract<Fault, { readonly kind: (typeof WORDED)[number] }>

/** What a vendor answers. */
export type Answer = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** A list is sent chunked, in these pieces; anything else with its length. */
  readonly body: string | Uint8Array | readonly Uint8Array[]
  /** What the call is billed, in USD. */
  readonly usd?: number
}

const WORDED = ['too-many', 'status', 'wrong-schema', 'refusal', 'length', 'quota', 'expired-key'] as const
/** Faults of the way to the vendor: it never works on the request, and bills nothing. */
const BEFORE_WORK: readonly Fault['kind'][] = ['refused', 'reset', 'hang-before-headers', 'html']
const SLOW_PIECES = 20
const HTML = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>'

export function isWorded(fault: Fault | undefined): fault is WordedFault {
  return fault !== undefined && (WORDED as readonly string[]).includes(fault.kind)
}

/** Whether the vendor does its work (and bills it) before things go wrong. */
export function isWorkedOn(fault: Fault): boolean {
  return !BEFORE_WORK.includes(fault.kind)
}

/** A JSON answer. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

/** The header that goes with a 429, in the form asked for; none for other faults. */
export function retryAfterOf(fault: Fault): Readonly<Record<string, string>> {
  if (fault.kind !== 'too-many' || fault.retryAfter === 'none') return {}
  const seconds = fault.seconds ?? 1
  if (fault.retryAfter === 'seconds') return { 'retry-after': String(seconds) }
  // A date has whole seconds: rounded up, so that nobody is called back too early.
  return { 'retry-after': new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000).toUTCString() }
}

/** Sends an answer, or what a fault of the wire makes of it. @param signal aborted when the emulator closes. */
export async function send(
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
  signal: AbortSignal,
): Promise<void> {
  switch (fault?.kind) {
    case 'reset':
    case 'refused':
      cutOff(response.socket)
      return
    case 'hang-before-headers':
      return
    case 'html':
      plain(response, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: HTML })
      return
    case 'empty':
      plain(response, { ...answer, body: '' })
      return
    case 'bad-json':
      plain(response, { ...json(200, {}), body: halfOf(bytesOf(answer)) })
      return
    case 'hang-after-headers':
      startHalf(response, answer)
      return
    case 'cut-body':
      startHalf(response, answer, () => response.socket?.destroy())
      return
    case 'slow-bytes':
      await slowly(response, answer, (fault.ms ?? 1000) / SLOW_PIECES, signal)
      return
    default:
      plain(response, answer)
  }
}

/** RST, but over TLS, where Node has no way to send one: there the connection is closed without a word. */
function cutOff(socket: Socket | null): void {
  if (socket instanceof TLSSocket) socket.destroy()
  else socket?.resetAndDestroy()
}

function plain(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, headersOf(answer))
  if (isList(answer.body)) for (const piece of answer.body) response.write(piece)
  response.end(isList(answer.body) ? undefined : answer.body)
}

function startHalf(response: ServerResponse, answer: Answer, then: () => void = () => {}): void {
  const bytes = bytesOf(answer)
  // One byte more than there is, so that half of a short answer is still not all of it.
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(bytes.length + 1) })
  response.write(halfOf(bytes), then)
}

async function slowly(response: ServerResponse, answer: Answer, pause: number, signal: AbortSignal): Promise<void> {
  const bytes = bytesOf(answer)
  const size = Math.max(1, Math.ceil(bytes.length / SLOW_PIECES))
  response.writeHead(answer.status, headersOf(answer))
  for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
    if (at > 0) await wait(pause, undefined, { signal })
    response.write(bytes.subarray(at, at + size))
  }
  response.end()
}

function headersOf({ headers, body }: Answer): Record<string, string> {
  return isList(body) ? { ...headers } : { ...headers, 'content-length': String(Buffer.byteLength(body)) }
}

function bytesOf({ body }: Answer): Buffer {
  if (typeof body === 'string') return Buffer.from(body)
  return isList(body) ? Buffer.concat(body) : Buffer.from(body)
}

function halfOf(bytes: Buffer): Buffer {
  return bytes.subarray(0, Math.max(1, bytes.length >> 1))
}

function isList(body: Answer['body']): body is readonly Uint8Array[] {
  return Array.isArray(body)
}
