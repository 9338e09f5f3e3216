import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { RequestHead } from './emulated.ts'
import { type Fault, isWorded, isWorkedOn, retryAfterOf, send } from './faults.ts'
import type { Misbehaviour } from './misbehaviour.ts'
import { corsHeaders, preflight } from './supabase-cors.ts'
import type {
  CutRequest,
  SupabaseAnswer,
  SupabaseCall,
  SupabasePart,
  SupabaseRequest,
} from './supabase-server-types.ts'

type OwnCall = { -readonly [key in keyof SupabaseCall]: SupabaseCall[key] }

export type SupabaseReception = {
  readonly parts: readonly SupabasePart[]
  readonly rules: Misbehaviour
  /** Those that are still to come. */
  readonly cuts: CutRequest[]
  readonly calls: OwnCall[]
  readonly onCall: ((call: SupabaseCall) => void) | undefined
  readonly latency: () => number
  /** Aborted when the emulator closes. */
  readonly closing: AbortSignal
  readonly shutFor: (ms: number) => void
}

const NO_PART: SupabaseAnswer = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: '{"message":"no Route matched with those values"}',
}

/** Takes a request in, sees it through to its answer or its fault, and remembers it. Its body is read by who answers. */
export function receiveWith(desk: SupabaseReception): (message: IncomingMessage, response: ServerResponse) => void {
  return (message, response) => {
    receive(desk, message, response).catch((error: unknown) => {
      if (desk.closing.aborted || response.destroyed || message.socket.destroyed) return void response.destroy()
      // A hole in the emulator, never Supabase's own: loud, so that no test takes it for a fault.
      if (!response.headersSent) response.writeHead(501, { 'content-type': 'text/plain' })
      response.end(`The emulator cannot do this: ${error instanceof Error ? error.message : String(error)}`)
    })
  }
}

async function receive(desk: SupabaseReception, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const head = headOf(message)
  const { fault, cut } = troubleOf(desk, head)
  const kind = fault?.kind ?? (cut && ('cut-request' as const))
  const call: OwnCall = { ...head, status: 0, bytes: 0, at: Date.now(), ms: undefined, ...(kind && { fault: kind }) }
  desk.calls.push(call)
  response.once('close', () => {
    if (response.headersSent) call.status = response.statusCode
    call.ms = Date.now() - call.at
    desk.onCall?.(call)
  })
  for (const [name, value] of corsHeaders(head)) response.setHeader(name, value)
  const body = () => bodyOf(message, call, cut)
  const part = desk.parts.find(({ prefix }) => head.path.startsWith(`${prefix}/`))
  const request = { ...head, body, route: part ? head.path.slice(part.prefix.length) : head.path }
  if (fault && !isWorkedOn(fault)) await readInVain(request)
  if (fault?.kind === 'hang-before-headers') return
  if (fault?.kind === 'refused' && fault.ms !== undefined) desk.shutFor(fault.ms)
  if (desk.latency() > 0) await wait(desk.latency(), undefined, { signal: desk.closing })
  const answer = await answerOf(part, request, fault)
  if (cut) await readInVain(request) // What was answered without reading is cut off all the same.
  if (!response.destroyed) await sendAnswer(response, answer, fault, desk.closing)
}

function troubleOf({ rules, cuts }: SupabaseReception, head: RequestHead) {
  const whole = `${head.path}?${head.query.toString()}`
  const at = cuts.findIndex(
    ({ path, method }) => (path?.test(whole) ?? true) && (method ?? head.method) === head.method,
  )
  return {
    fault: rules.next({ path: whole, body: Buffer.alloc(0) }),
    cut: at === -1 ? undefined : cuts.splice(at, 1)[0],
  }
}

async function readInVain(request: SupabaseRequest): Promise<void> {
  for await (const _ of request.body());
}

function headOf({ method = '', url = '/', headers }: IncomingMessage): RequestHead {
  const at = url.indexOf('?')
  const [path, query] = at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
  return { method, path, query: new URLSearchParams(query), headers }
}

async function* bodyOf(message: IncomingMessage, call: OwnCall, cut: CutRequest | undefined): AsyncGenerator<Buffer> {
  // Whoever stops reading in the middle, since it is too much, still has something to answer.
  for await (const piece of message.iterator({ destroyOnReturn: false })) {
    const bytes = piece as Buffer
    const left = cut ? cut.after - call.bytes : Number.POSITIVE_INFINITY
    const taken = bytes.subarray(0, left)
    call.bytes += taken.length
    yield taken
    if (bytes.length < left) continue
    message.socket.resetAndDestroy()
    throw new Error('Cut off, as told.')
  }
}

async function answerOf(
  part: SupabasePart | undefined,
  request: SupabaseRequest,
  fault: Fault | undefined,
): Promise<SupabaseAnswer> {
  if (fault && !isWorkedOn(fault)) return { status: 0 }
  if (part === undefined) return NO_PART
  if (isWorded(fault)) {
    await readInVain(request)
    const answer = part.say(fault, request)
    return { ...answer, headers: { ...answer.headers, ...retryAfterOf(fault) } }
  }
  return request.method === 'OPTIONS' && request.headers['access-control-request-method']
    ? preflight(request)
    : part.answer(request)
}

async function sendAnswer(
  response: ServerResponse,
  { file, body = '', ...answer }: SupabaseAnswer,
  fault: Fault | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (file === undefined || file.end < file.start) return send(response, { ...answer, body }, fault, signal)
  if (fault) {
    const bytes = (await readFile(file.path)).subarray(file.start, file.end + 1)
    return send(response, { ...answer, body: bytes }, fault, signal)
  }
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(file.end + 1 - file.start) })
  if (response.req.method === 'HEAD') return void response.end()
  await pipeline(createReadStream(file.path, { start: file.start, end: file.end }), response)
}
