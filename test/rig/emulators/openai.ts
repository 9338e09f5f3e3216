import { type EmulatedRequest, type Emulator, type RequestHead, startEmulator, type Trade } from './emulator.ts'
import { type EmulatedSpeech, scripted } from './hearing.ts'
import type { When } from './misbehaviour.ts'
import { certificateFor } from './openai-certificate.ts'
import { chatCompletions } from './openai-chat.ts'
import { LANGUAGE_MODELS } from './openai-chat-request.ts'
import { invalidRequest, type OpenAIError } from './openai-errors.ts'
import { faultReply, wrongKey } from './openai-faults.ts'
import { refuse, reply } from './openai-reply.ts'
import type { Endpoint, OpenAIFault, OpenAIOptions, Quirk, Service } from './openai-service.ts'
import { audioSpeech, audioVoices, speechModels } from './openai-speech.ts'
import { audioTranscriptions, tooLarge, transcriptionModels } from './openai-transcription.ts'
import { REALTIME_MODELS, type RealtimeTalk, startRealtime } from './realtime.ts'
import { espeak, tone } from './speaking.ts'

export const EMULATED_OPENAI_KEY = 'emulated-openai-key'

export type OpenAIEmulator = Omit<Emulator, 'misbehave' | 'secureUrl'> & {
  readonly misbehave: (fault: OpenAIFault, when?: When) => void
  /** `https://127.0.0.1:PORT`: all of it over TLS, and the only door for Realtime (wss on the same port). */
  readonly secureUrl: string
  /** The path of its certificate (PEM), for NODE_EXTRA_CA_CERTS. */
  readonly certificate: string
  /** What was said over Realtime connections, in order. */
  readonly talks: readonly RealtimeTalk[]
}

/** Starts an OpenAI on loopback, stricter than the vendor; or, with quirks, a server that speaks like it. */
export async function startOpenAI(options: OpenAIOptions = {}): Promise<OpenAIEmulator> {
  const service = serviceOf(options)
  await using closing = new AsyncDisposableStack()
  const certificate = closing.use(await certificateFor('127.0.0.1'))
  const realtime = startRealtime(service, () => emulator.latency.tts)
  const { securePort: port, ...rest } = options
  const emulator = await startEmulator(
    {
      tradeOf,
      refuse: (head) => refuseHead(head, service),
      answer: (request) => route(request, service, undefined),
      say: (fault, request) => faultReply(fault, service) ?? route(request, service, fault),
      upgrade: (upgrade) => realtime.upgrade(upgrade),
    },
    { ...rest, tls: { ...certificate.pem, ...(port === undefined ? {} : { port }) } },
  )
  closing.use(emulator)
  closing.defer(() => realtime.close())
  const open = closing.move()
  return Object.assign(emulator, {
    secureUrl: emulator.secureUrl!,
    certificate: certificate.path,
    talks: realtime.talks,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  })
}

const TODAY = '2026-11-22'
const NOBODY_SPEAKS: EmulatedSpeech = { language: 'en', words: [] }

function serviceOf(options: OpenAIOptions): Service {
  const { key = EMULATED_OPENAI_KEY, keyless = false, listen = NOBODY_SPEAKS, speak = 'tone', quirks = [] } = options
  return {
    key: keyless ? undefined : key,
    translate: options.translate,
    listen: typeof listen === 'function' ? listen : scripted(listen),
    speak: typeof speak === 'function' ? speak : { tone, espeak }[speak],
    quirks: new Set(quirks),
    isLocal: quirks.length > 0,
    today: options.today ?? TODAY,
    prompts: [],
  }
}

type Route = { readonly method: 'GET' | 'POST'; readonly trade: Trade; readonly endpoint: Endpoint }

const models: Endpoint = (_request, service, fault) => {
  if (fault?.kind === 'wrong-schema') return reply(service, { models: [] })
  const { today } = service
  const all = [...LANGUAGE_MODELS, ...speechModels(today), ...transcriptionModels(today), ...REALTIME_MODELS]
  const ids = service.isLocal ? ['local-model'] : all
  const data = ids.map((id) => ({ id, object: 'model', created: 1_790_000_000, owned_by: 'system' }))
  return reply(service, { object: 'list', data })
}

const ROUTES: { readonly [path: string]: Route } = {
  '/v1/chat/completions': { method: 'POST', trade: 'llm', endpoint: chatCompletions },
  '/v1/audio/speech': { method: 'POST', trade: 'tts', endpoint: audioSpeech },
  '/v1/audio/voices': { method: 'GET', trade: 'models', endpoint: audioVoices },
  '/v1/audio/transcriptions': { method: 'POST', trade: 'stt', endpoint: audioTranscriptions },
  '/v1/models': { method: 'GET', trade: 'models', endpoint: models },
}
/** Which trades a server has; all of them where nothing is said of it. */
const TRADES_OF: { readonly [quirk in Quirk]?: readonly Trade[] } = {
  ollama: ['llm', 'stt', 'models'],
  speaches: ['tts', 'stt', 'models'],
  kokoro: ['tts', 'models'],
}

function tradeOf(path: string): Trade {
  return path === '/v1/realtime' ? 'tts' : (ROUTES[path]?.trade ?? 'models')
}

function route(request: EmulatedRequest, service: Service, fault: OpenAIFault | undefined) {
  return ROUTES[request.path]!.endpoint(request, service, fault)
}

/** What is refused whatever the body says. */
function refuseHead(head: RequestHead, service: Service) {
  const refusal = keyRefusal(head, service) ?? pathRefusal(head, service) ?? lengthRefusal(head)
  return refusal && refuse(service, refusal)
}

function keyRefusal({ headers }: RequestHead, { key }: Service): OpenAIError | undefined {
  if (key === undefined || headers.authorization === `Bearer ${key}`) return undefined
  return wrongKey(headers.authorization)
}

function pathRefusal({ method, path }: RequestHead, { quirks }: Service): OpenAIError | undefined {
  const route = ROUTES[path]
  const serves = [...quirks].every((quirk) => route && (TRADES_OF[quirk]?.includes(route.trade) ?? true))
  const isVoices = path === '/v1/audio/voices' && !quirks.has('kokoro')
  if (route === undefined || !serves || isVoices) {
    return { status: 404, error: { ...invalidRequest(`Invalid URL (${method} ${path})`, null).error } }
  }
  if (route.method === method) return undefined
  const message = `Not allowed to ${method} on ${path}.`
  return { status: 405, error: { ...invalidRequest(message, null, 'method_not_supported').error } }
}

function lengthRefusal({ path, headers }: RequestHead): OpenAIError | undefined {
  return path === '/v1/audio/transcriptions' ? tooLarge(Number(headers['content-length'] ?? 0)) : undefined
}
