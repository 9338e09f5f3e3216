import { randomUUID } from 'node:crypto'
import { answerListen, refuseUpload } from './deepgram-listen.ts'
import { refusal } from './deepgram-refusals.ts'
import { answerSpeak } from './deepgram-speak.ts'
import { type EmulatedRequest, type Emulator, type EmulatorOptions, startEmulator, type Trade } from './emulator.ts'
import { type Answer, json, type WordedFault } from './faults.ts'
import { type EmulatedSpeech, type Listen, scripted } from './hearing.ts'
import { espeak, type Speak, tone } from './speaking.ts'

export type DeepgramOptions = EmulatorOptions & {
  /** The key that it takes; any other is refused. */
  readonly key?: string
  /** True: it takes any key, and none. */
  readonly keyless?: boolean
  /** What it hears: what was said, or a function that listens. Without it, nobody speaks. */
  readonly listen?: EmulatedSpeech | Listen
  readonly speak?: 'tone' | 'espeak' | Speak
}

export const EMULATED_DEEPGRAM_KEY = 'emulated-deepgram-key'

const TRADES: { readonly [path: string]: Trade } = { '/v1/listen': 'stt', '/v1/speak': 'tts' }
const NOBODY_SPEAKS: EmulatedSpeech = { language: 'en', words: [] }

/** Starts a Deepgram on loopback: /v1/listen with nova-3 and /v1/speak with Aura, stricter than the vendor. */
export function startDeepgram(options: DeepgramOptions = {}): Promise<Emulator> {
  const { listen = NOBODY_SPEAKS, speak = 'tone' } = options
  const hear = typeof listen === 'function' ? listen : scripted(listen)
  const say = typeof speak === 'function' ? speak : { tone, espeak }[speak]
  return startEmulator(
    {
      tradeOf: (path) => TRADES[path] ?? 'models',
      refuse: refuseUpload,
      answer: (request) =>
        checkKey(request, options) ??
        refuse(request, options) ??
        (request.path === '/v1/listen' ? answerListen(request, hear) : answerSpeak(request, say)),
      say: (fault, { path }) => worded(fault, TRADES[path] ?? 'models'),
    },
    options,
  )
}

/** GET /v1/auth/token: what the key is, for whoever wants to know whether it is good. */
function checkKey(request: EmulatedRequest, options: DeepgramOptions): Answer | undefined {
  if (request.path !== '/v1/auth/token' || request.method !== 'GET') return undefined
  return holdsKey(request, options) ? json(200, { api_key_id: randomUUID(), scopes: ['member'] }) : unknownKey()
}

function holdsKey(
  { headers }: EmulatedRequest,
  { key = EMULATED_DEEPGRAM_KEY, keyless = false }: DeepgramOptions,
): boolean {
  return keyless || headers.authorization === `Token ${key}`
}

function refuse(request: EmulatedRequest, options: DeepgramOptions): Answer | undefined {
  if (TRADES[request.path] === undefined)
    return { ...json(404, {}), headers: { 'content-type': 'text/plain' }, body: 'Not Found' }
  if (request.method !== 'POST') return { status: 405, headers: { allow: 'POST' }, body: '' }
  return holdsKey(request, options) ? undefined : unknownKey()
}

function unknownKey(): Answer {
  return refusal(401, 'INVALID_AUTH', 'Invalid credentials.')
}

function worded(fault: WordedFault, trade: Trade): Answer {
  switch (fault.kind) {
    case 'too-many':
      return trade === 'tts'
        ? refusal(429, 'Too Many Requests', 'Please try again later.')
        : refusal(429, 'TOO_MANY_REQUESTS', 'Too many requests. Please try again later')
    case 'status':
      if (fault.status === 500) return refusal(500, 'INTERNAL_SERVER_ERROR', 'Internal server error.')
      // The vendor's own slip: another key than in all its other errors.
      return json(503, {
        error_code: 'Service Unavailable',
        err_msg: 'Service temporarily unavailable.',
        request_id: randomUUID(),
      })
    case 'quota':
      return refusal(
        402,
        'ASR_PAYMENT_REQUIRED',
        'Project does not have enough credits for an ASR request and does not have an overage agreement.',
      )
    case 'expired-key':
      return unknownKey()
    case 'wrong-schema':
      return trade === 'tts'
        ? json(200, { audio: null })
        : json(200, {
            metadata: { request_id: randomUUID() },
            results: { channels: [{ alternatives: [{ transcript: 7, words: 'none' }] }] },
          })
    default:
      throw new Error(`Deepgram has no such fault: ${fault.kind}`)
  }
}
