import { z } from 'zod'
import { costOf } from '../../../src/dub/prices.ts'
import type { Answer } from './faults.ts'
import { firstIssue, invalidRequest, noSuchModel, type OpenAIError } from './openai-errors.ts'
import { languageIn, pcmOf, SAMPLE_RATE } from './openai-pcm.ts'
import { headersOfReply, isRefusal, readJson, refuse } from './openai-reply.ts'
import type { Endpoint, Service } from './openai-service.ts'
import { wavHeader } from './sounds.ts'

/** The day from which /v1/audio/speech has no model of OpenAI's any more. */
const END = '2027-01-06'
const MODELS = ['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts']
const VOICES_OF_2023 = ['alloy', 'ash', 'coral', 'echo', 'fable', 'onyx', 'nova', 'sage', 'shimmer']
const VOICES = [...VOICES_OF_2023, 'ballad', 'verse', 'marin', 'cedar']
/** Kokoro's, by the letter of their language (a, b: English) and of who speaks (f, m). */
const KOKORO_VOICES =
  'af_heart af_bella am_adam bf_emma bm_george ef_dora em_alex ff_siwis hf_alpha hm_omega if_sara im_nicola jf_alpha jm_kumo pf_dora pm_alex zf_xiaobei zm_yunjian'.split(
    ' ',
  )
/** Bytes: audio comes as it is made. Odd: a piece may end in the middle of a sample. */
const PIECE = 16_383
/** Bytes: what a stream says of its size while nobody knows it. */
const ENDLESS = 0xff_ff_ff_ff
const TYPES = {
  mp3: 'audio/mpeg',
  opus: 'audio/opus',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
} as const

/** POST /v1/audio/speech. Of the formats it makes pcm and wav alone: the others are holes in the emulator. */
export const audioSpeech: Endpoint = async (request, service, fault) => {
  const body = readJson(request)
  if (isRefusal(body)) return refuse(service, body)
  const read = (service.isLocal ? z.object(FIELDS) : z.strictObject(FIELDS)).safeParse(body)
  const problem = read.success ? problemOf(read.data, service) : firstIssue(read.error)
  if (problem !== undefined || !read.success) return refuse(service, problem!)
  if (fault?.kind === 'refusal') {
    return refuse(
      service,
      invalidRequest('Your request was rejected as a result of our safety system.', null, 'content_policy_violation'),
    )
  }
  const { input, voice, speed, response_format: format, instructions } = read.data
  if (format !== 'pcm' && format !== 'wav') throw new Error(`speech as ${format}`)
  const name = typeof voice === 'string' ? voice : voice.id
  const language = languageIn(instructions ?? '')
  const pcm = await pcmOf(service, { text: input, voice: name, speed, language }, fault)
  return audio(format === 'wav' ? Buffer.concat([wavHeader(SAMPLE_RATE, ENDLESS), pcm]) : pcm, read.data, service)
}

/** GET /v1/audio/voices, which Kokoro has. */
export const audioVoices: Endpoint = () => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ voices: KOKORO_VOICES }),
})

/** What /v1/audio/speech still serves on a day (ISO). */
export function speechModels(today: string): readonly string[] {
  return today < END ? MODELS : []
}

type Speech = z.infer<z.ZodObject<typeof FIELDS>>

const FIELDS = {
  model: z.string(),
  input: z.string().min(1).max(4096),
  voice: z.union([z.string(), z.strictObject({ id: z.string().regex(/^voice_/) })]),
  instructions: z.string().max(4096).optional(),
  response_format: z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']).default('mp3'),
  speed: z.number().min(0.25).max(4).default(1),
  stream_format: z.literal('audio').optional(),
}

function problemOf({ model, voice, instructions }: Speech, service: Service): OpenAIError | undefined {
  if (service.quirks.has('kokoro')) return typeof voice === 'string' ? kokoroProblem(voice) : undefined
  if (service.isLocal) return undefined
  if (service.today >= END && MODELS.includes(model)) return goneModel(model)
  if (!MODELS.includes(model)) return noSuchModel(model)
  const voices = model.startsWith('tts-1') ? VOICES_OF_2023 : VOICES
  if (typeof voice === 'string' && !voices.includes(voice)) {
    const message = `Invalid value: '${voice}'. Supported values are: ${voices.map((name) => `'${name}'`).join(', ')}.`
    return invalidRequest(message, 'voice', 'invalid_value')
  }
  if (instructions === undefined || !model.startsWith('tts-1')) return undefined
  return invalidRequest(
    `Unsupported parameter: 'instructions' is not supported with ${model}.`,
    'instructions',
    'unsupported_parameter',
  )
}

/** A voice may be a mixture: af_heart(2)+am_adam(1). */
function kokoroProblem(voice: string): OpenAIError | undefined {
  const unknown = voice.split(/[+-]/).find((name) => !KOKORO_VOICES.includes(name.replace(/\(.*\)$/, '')))
  if (unknown === undefined) return undefined
  return invalidRequest(
    `Voice '${unknown}' not found. Available voices: ${KOKORO_VOICES.join(', ')}`,
    'voice',
    'validation_error',
  )
}

function goneModel(model: string): OpenAIError {
  const message = `The model \`${model}\` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations`
  return { status: 404, error: { message, type: 'invalid_request_error', param: null, code: 'model_not_found' } }
}

function audio(bytes: Uint8Array, { model, input, response_format: format }: Speech, service: Service): Answer {
  const pieces = Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, at) =>
    bytes.subarray(at * PIECE, (at + 1) * PIECE),
  )
  const usd = service.isLocal ? 0 : costOf({ id: 'openai', model }, { tts_characters: [...input].length })
  const headers = { 'content-type': TYPES[format], ...(service.isLocal ? {} : headersOfReply()) }
  return { status: 200, headers, body: pieces, ...(usd === undefined ? {} : { usd }) }
}
