import { randomUUID } from 'node:crypto'
import { BOOLEAN, INTEGER, NUMBER, type Parameters, refuseQuery, TEXT } from './deepgram-query.ts'
import { badQuery, badRequest, noSuchModel, refusal } from './deepgram-refusals.ts'
import { voiceOf } from './deepgram-voices.ts'
import type { EmulatedRequest } from './emulator.ts'
import type { Answer } from './faults.ts'
import { wavHeader } from './sounds.ts'
import type { Speak } from './speaking.ts'

const PARAMETERS: Parameters = {
  model: { is: TEXT },
  encoding: { is: /^(?:linear16|mulaw|alaw|mp3|opus|flac|aac)$/ },
  container: { is: /^(?:none|wav|ogg)$/ },
  sample_rate: { is: INTEGER },
  bit_rate: { is: INTEGER },
  speed: { is: NUMBER },
  tag: { is: /^.{1,128}$/s, many: true },
  mip_opt_out: { is: BOOLEAN },
}

type Encoding = {
  readonly containers: readonly string[]
  /** None: it has a rate of its own, and refuses to be told. */
  readonly rates: readonly number[]
  readonly bitRates?: readonly [least: number, most: number]
}

/** What goes with what (Deepgram's documentation of the encodings). The first of each list is the usual one. */
const ENCODINGS: { readonly [name: string]: Encoding } = {
  linear16: { containers: ['wav', 'none'], rates: [24_000, 8000, 16_000, 32_000, 48_000] },
  mulaw: { containers: ['wav', 'none'], rates: [8000, 16_000] },
  alaw: { containers: ['wav', 'none'], rates: [8000, 16_000] },
  mp3: { containers: [], rates: [], bitRates: [32_000, 48_000] },
  opus: { containers: ['ogg'], rates: [], bitRates: [4000, 650_000] },
  flac: { containers: [], rates: [24_000, 8000, 16_000, 22_050, 32_000, 48_000] },
  aac: { containers: [], rates: [], bitRates: [4000, 192_000] },
}
const PACED_LANGUAGES = ['en', 'es']
const MOST_CHARACTERS = 2000
const MOST_BYTES = 2_000_000
/** Odd: a piece may end in the middle of a sample. */
const PIECE_BYTES = 16_383
/** What stands in the header of a WAV that is streamed. */
const LENGTH_UNKNOWN = 0x7fff_ffff

/** POST /v1/speak with a text. */
export async function answerSpeak({ query, headers, body }: EmulatedRequest, speak: Speak): Promise<Answer> {
  const refused = refuseQuery(query, PARAMETERS) ?? refuseVoice(query) ?? refuseEncoding(query)
  if (refused) return refused
  const text = textOf(headers['content-type'], body)
  if (typeof text !== 'string') return text
  const { model, container, sampleRate, speed } = asked(query)
  const voice = voiceOf(model)!
  const samples = await speak(text, { voice: model, language: voice.language, sampleRate, speed })
  const sound = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  const characters = [...text].length
  return {
    status: 200,
    headers: {
      'content-type': container === 'wav' ? 'audio/wav' : `audio/l16;rate=${sampleRate}`,
      'dg-model-name': model,
      'dg-model-uuid': randomUUID(),
      'dg-char-count': String(characters),
      'dg-request-id': randomUUID(),
    },
    body: pieces(container === 'wav' ? Buffer.concat([wavHeader(sampleRate, LENGTH_UNKNOWN), sound]) : sound),
    usd: characters * voice.usdPerCharacter,
  }
}

function refuseVoice(query: URLSearchParams): Answer | undefined {
  const voice = voiceOf(asked(query).model)
  if (voice === undefined) return noSuchModel()
  const speed = query.get('speed')
  if (speed === null) return undefined
  if (!PACED_LANGUAGES.includes(voice.language)) return badQuery('`speed` is not supported for this model.')
  return Number(speed) >= 0.7 && Number(speed) <= 1.5 ? undefined : badQuery('`speed` must be between 0.7 and 1.5.')
}

function refuseEncoding(query: URLSearchParams): Answer | undefined {
  const name = query.get('encoding') ?? 'mp3'
  const { containers, rates, bitRates } = ENCODINGS[name]!
  const unsupported = (what: string) => badQuery(`Unsupported audio format: ${what} when \`encoding=${name}\`.`)
  const [container, rate, bitRate] = [query.get('container'), query.get('sample_rate'), query.get('bit_rate')]
  if (container !== null && !containers.includes(container)) return unsupported('`container` is not applicable')
  if (rate !== null && rates.length === 0) return unsupported('`sample_rate` is not applicable')
  if (rate !== null && !rates.includes(Number(rate))) return unsupported(`\`sample_rate\` must be ${rates.join(', ')}`)
  if (bitRate !== null && bitRates === undefined) return unsupported('`bit_rate` is not applicable')
  if (bitRate !== null && (Number(bitRate) < bitRates![0] || Number(bitRate) > bitRates![1])) {
    return unsupported(`\`bit_rate\` must be ${bitRates!.join(' to ')}`)
  }
  return undefined
}

/** The text of a body that is exactly `{"text": …}`, or how it is refused. */
function textOf(type: string | undefined, body: Buffer): string | Answer {
  if (!type?.startsWith('application/json')) {
    return refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'The media type of the request is not supported.')
  }
  if (body.length > MOST_BYTES) return refusal(413, 'PAYLOAD_TOO_LARGE', 'The request body exceeds 2 MB.')
  const said = parsed(body)
  if (!isText(said)) return badRequest('Failed to parse the request body: expected an object with `text` alone.')
  if (said.text.trim() === '') return badRequest('Input text contains no characters.')
  if ([...said.text].length > MOST_CHARACTERS) {
    return refusal(413, 'Payload Too Large', `Input text exceeds maximum character limit of ${MOST_CHARACTERS}.`)
  }
  return said.text
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function isText(said: unknown): said is { readonly text: string } {
  if (typeof said !== 'object' || said === null || Object.keys(said).join() !== 'text') return false
  return 'text' in said && typeof said.text === 'string'
}

function asked(query: URLSearchParams) {
  const encoding = query.get('encoding') ?? 'mp3'
  const { containers, rates } = ENCODINGS[encoding] ?? ENCODINGS['mp3']!
  return {
    model: query.get('model') ?? 'aura-asteria-en',
    get container() {
      if (encoding !== 'linear16') throw new Error(`sound in ${encoding}`)
      return query.get('container') ?? containers[0]
    },
    sampleRate: Number(query.get('sample_rate') ?? rates[0]),
    speed: Number(query.get('speed') ?? 1),
  }
}

function pieces(sound: Buffer): Buffer[] {
  const count = Math.ceil(sound.length / PIECE_BYTES)
  return Array.from({ length: count }, (_, index) => sound.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES))
}
