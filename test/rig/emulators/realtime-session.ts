import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import { costOf } from '../../../src/dub/prices.ts'
import { invalidRequest, noSuchModel, type OpenAIError } from './openai-errors.ts'
import { languageIn, pcmOf, SAMPLE_RATE } from './openai-pcm.ts'
import type { OpenAIFault, Service } from './openai-service.ts'
import type { ClientEvent } from './realtime-events.ts'

export type Session = ReturnType<typeof sessionOf>

type Connected = {
  readonly connection: WebSocket
  readonly service: Service
  /** Of this connection; never one of HTTP. */
  readonly fault: OpenAIFault | undefined
  readonly bill: (usd: number) => void
  readonly latency: () => number
}
type Settings = Extract<ClientEvent, { readonly type: 'session.update' }>['session']
type Create = Extract<ClientEvent, { readonly type: 'response.create' }>
type Said = { readonly text: string; readonly sound: Buffer; readonly prompt: string }

/** Samples of a tenth of a second, and a bit more: pieces do not end where a test would like them to. */
const PIECE = 2 * 2503
const TOKENS_PER_SECOND = 20
const MOST_AUDIO_TOKENS = 4096
const SLOW_MS = 1000
const MODEL_NOT_FOUND = 4000

/** One side of a conversation over Realtime. */
export function sessionOf(connected: Connected) {
  const { connection } = connected
  let settings: Settings = { type: 'realtime' }
  let model = ''
  const send = (type: string, fields: object) => {
    if (connection.readyState !== connection.OPEN) return
    connection.send(JSON.stringify({ type, event_id: idOf('event'), ...fields }))
  }
  const refuse = ({ error }: OpenAIError) => send('error', { error: { ...error, event_id: null } })
  const session = () => ({
    object: 'realtime.session',
    id: 'sess_emulated',
    model,
    output_modalities: ['audio'],
    ...settings,
    audio: { output: { voice: 'alloy', format: { type: 'audio/pcm', rate: SAMPLE_RATE }, ...settings.audio?.output } },
  })

  return {
    refuse,
    refuseModel(name: string | null) {
      refuse(name === null ? invalidRequest('you must provide a model parameter', 'model') : noSuchModel(name))
      connection.close(MODEL_NOT_FOUND, 'invalid_request_error.model_not_found')
    },
    begin(name: string) {
      model = name
      send('session.created', { session: session() })
    },
    update({ session: wanted }: Extract<ClientEvent, { readonly type: 'session.update' }>) {
      settings = { ...settings, ...wanted, audio: { output: { ...settings.audio?.output, ...wanted.audio?.output } } }
      send('session.updated', { session: session() })
    },
    /** A hole in the emulator: loud, so that no test takes it for a fault. */
    fail(error: unknown) {
      connection.close(1011, `The emulator cannot do this: ${String(error)}`.slice(0, 120))
    },
    respond: (create: Create) => respond({ ...connected, send, refuse, settings, model }, create),
  }
}

type Conversing = Connected & {
  readonly send: (type: string, fields: object) => void
  readonly refuse: (error: OpenAIError) => void
  readonly settings: Settings
  readonly model: string
}

async function respond(conversing: Conversing, create: Create): Promise<void> {
  const { service, fault, bill, latency, send, refuse, settings, model } = conversing
  await wait(latency())
  if (fault?.kind === 'refusal' && 'how' in fault && fault.how === 'rate-limit') return refuse(RATE_LIMIT)
  const response = {
    object: 'realtime.response',
    id: idOf('resp'),
    conversation_id: null,
    output_modalities: ['audio'],
  }
  send('response.created', {
    response: { ...response, status: 'in_progress', status_details: null, output: [], usage: null },
  })
  if (fault?.kind === 'hang-after-headers') return
  const said = await speak(create, settings, service, fault)
  const usage = usageOf(said)
  bill(usdOf(model, usage))
  const isWhole = await sendSaid({ ...conversing, id: response.id }, said)
  if (!isWhole) return
  const ending = endingOf(fault, usage)
  const item = { id: 'item_emulated', object: 'realtime.item', type: 'message', role: 'assistant' }
  const output = [{ ...item, status: ending.status, content: [{ type: 'output_audio', transcript: said.text }] }]
  send('response.done', { response: { ...response, ...ending, output, usage } })
}

const RATE_LIMIT: OpenAIError = {
  status: 429,
  error: {
    message: 'Rate limit reached on tokens per min (TPM). Please try again in 1s.',
    type: 'rate_limit_error',
    param: null,
    code: 'rate_limit_exceeded',
  },
}

async function speak(
  { response = {} }: Create,
  settings: Settings,
  service: Service,
  fault: OpenAIFault | undefined,
): Promise<Said> {
  const instructions = response.instructions ?? settings.instructions ?? ''
  const asked = response.input
    ?.findLast(({ role }) => role === 'user')
    ?.content.map(({ text }) => text)
    .join(' ')
  const how = fault !== undefined && 'how' in fault ? fault.how : undefined
  const isParaphrase = fault?.kind === 'wrong-schema' && how !== 'silence'
  const whole =
    asked === undefined ? 'Hello! How can I help you today?' : isParaphrase ? `Sure! Here it is: ${asked}` : asked
  const text = fault?.kind === 'length' ? whole.slice(0, whole.length >> 3) : whole
  const { voice = 'alloy', speed = 1 } = { ...settings.audio?.output, ...response.audio?.output }
  const name = typeof voice === 'string' ? voice : voice.id
  const line = { text: whole, voice: name, speed, language: languageIn(instructions) }
  const sound = await pcmOf(service, line, isParaphrase ? undefined : fault)
  return { text, sound, prompt: `${instructions}${asked ?? ''}` }
}

/** `id`: the response's. */
type Sending = Pick<Conversing, 'connection' | 'send' | 'fault'> & { readonly id: string }

/** @returns whether all of it was sent. */
async function sendSaid({ connection, send, fault, id }: Sending, { text, sound }: Said): Promise<boolean> {
  const at = { response_id: id, item_id: 'item_emulated', output_index: 0, content_index: 0 }
  const part = { type: 'audio', transcript: '' }
  send('response.output_item.added', { response_id: id, output_index: 0, item: { id: at.item_id, type: 'message' } })
  send('response.content_part.added', { ...at, part })
  send('response.output_audio_transcript.delta', { ...at, delta: text })
  const count = Math.ceil(sound.length / PIECE)
  for (let piece = 0; piece < count; piece += 1) {
    if (piece === count >> 1 && fault?.kind === 'cut-body') {
      connection.ping(undefined, undefined, () => connection.terminate()) // What was sent before it has left.
      return false
    }
    if (piece === count >> 1 && fault?.kind === 'bad-json')
      connection.send('{"type":"response.output_audio.delta","del')
    if (fault?.kind === 'slow-bytes') await wait((fault.ms ?? SLOW_MS) / count)
    send('response.output_audio.delta', {
      ...at,
      delta: sound.subarray(piece * PIECE, (piece + 1) * PIECE).toString('base64'),
    })
  }
  send('response.output_audio.done', at)
  send('response.output_audio_transcript.done', { ...at, transcript: text })
  send('response.content_part.done', { ...at, part: { ...part, transcript: text } })
  send('response.output_item.done', { response_id: id, output_index: 0, item: { id: at.item_id, type: 'message' } })
  return true
}

function endingOf(fault: OpenAIFault | undefined, usage: ReturnType<typeof usageOf>) {
  const incomplete = (reason: string) => ({ status: 'incomplete', status_details: { type: 'incomplete', reason } })
  if (fault?.kind === 'refusal') return incomplete('content_filter')
  const isLong = usage.output_token_details.audio_tokens > MOST_AUDIO_TOKENS
  if (fault?.kind === 'length' || isLong) return incomplete('max_output_tokens')
  return { status: 'completed', status_details: null }
}

/** Text as four characters a token; a second of sound is 20 tokens (OpenAI's guide to Realtime costs: one in 50 ms). */
function usageOf({ text, sound, prompt }: Said) {
  const [asked, written] = [prompt, text].map((part) => Math.ceil(part.length / 4)) as [number, number]
  const spoken = Math.ceil((sound.length / 2 / SAMPLE_RATE) * TOKENS_PER_SECOND)
  return {
    total_tokens: asked + written + spoken,
    input_tokens: asked,
    output_tokens: written + spoken,
    input_token_details: { text_tokens: asked, audio_tokens: 0, cached_tokens: 0 },
    output_token_details: { text_tokens: written, audio_tokens: spoken },
  }
}

function usdOf(
  model: string,
  { input_tokens, output_token_details: { text_tokens, audio_tokens } }: ReturnType<typeof usageOf>,
) {
  const units = {
    tts_text_tokens: input_tokens,
    tts_written_tokens: text_tokens,
    tts_audio_tokens: audio_tokens,
  }
  return costOf({ id: 'openai-realtime', model }, units) ?? 0
}

function idOf(kind: string): string {
  return `${kind}_${randomBytes(10).toString('hex')}`
}
