import { nameOf } from '../../../src/dub/language.ts'
import type { EmulatedRequest } from './emulated.ts'
import type { EmulatedSpeech } from './hearing.ts'
import { invalidRequest, noSuchModel, type OpenAIError } from './openai-errors.ts'
import { isRefusal, refuse, reply } from './openai-reply.ts'
import type { Endpoint, Service } from './openai-service.ts'
import { probeUpload } from './uploads.ts'

/** Seconds. */
type Heard = EmulatedSpeech & { readonly duration: number }

const LARGEST = 25 * 1024 * 1024
const END = '2027-02-26'
const MODELS_UNTIL_THEN = ['whisper-1', 'gpt-4o-transcribe', 'gpt-4o-mini-transcribe']
const FIELDS = [
  'model',
  'file',
  'response_format',
  'timestamp_granularities[]',
  'language',
  'prompt',
  'temperature',
  'include[]',
  'chunking_strategy',
  'stream',
]
const FORMATS = ['json', 'text', 'srt', 'verbose_json', 'vtt']

/** POST /v1/audio/transcriptions (multipart). Of the formats it makes json, verbose_json and text alone. */
export const audioTranscriptions: Endpoint = async (request, service, fault) => {
  const form = await readForm(request)
  if (isRefusal(form)) return refuse(service, form)
  const large = tooLarge(request.body.length)
  if (large !== undefined) return refuse(service, large)
  const problem = problemOf(form, service)
  if (problem !== undefined) return refuse(service, problem)
  const file = form.get('file') as File
  const bytes = Buffer.from(await file.arrayBuffer())
  const probed = await probeUpload(bytes)
  if (probed === undefined) {
    return refuse(service, invalidRequest('Audio file might be corrupted or unsupported', 'file', 'invalid_value'))
  }
  const query = new URLSearchParams({ language: textIn(form, 'language') ?? '' })
  const heard = { ...(await service.listen(bytes, query, probed.seconds)), duration: probed.seconds }
  const format = hasNoTimes(service) ? 'json' : (textIn(form, 'response_format') ?? 'json')
  if (fault?.kind === 'wrong-schema') return reply(service, { result: [] })
  if (format === 'text') return { status: 200, headers: { 'content-type': 'text/plain' }, body: textOf(heard) }
  const usage = service.quirks.has('no-usage')
    ? {}
    : { usage: { type: 'duration', seconds: Math.ceil(heard.duration) } }
  if (format === 'json') return reply(service, { text: textOf(heard), ...usage })
  if (format !== 'verbose_json') throw new Error(`a transcription as ${format}`)
  const granularities = form.getAll('timestamp_granularities[]')
  return reply(service, { ...verbose(heard, granularities, service), ...usage })
}

/** Refuses an upload by its length, before it is read where the client tells it. */
export function tooLarge(bytes: number): OpenAIError | undefined {
  if (bytes <= LARGEST) return undefined
  const message = `Maximum content size limit (${LARGEST}) exceeded (${bytes} bytes read)`
  return { status: 413, error: { message, type: 'server_error', param: null, code: null } }
}

/** What /v1/audio/transcriptions serves on a day (ISO). */
export function transcriptionModels(today: string): readonly string[] {
  return today < END ? [...MODELS_UNTIL_THEN, 'gpt-transcribe'] : ['gpt-transcribe']
}

async function readForm({ headers, body }: EmulatedRequest): Promise<FormData | OpenAIError> {
  const type = headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) {
    return invalidRequest(`Unsupported content type: '${type}'.`, null, 'unsupported_content_type')
  }
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => invalidRequest('Could not parse multipart form', null))
}

function problemOf(form: FormData, service: Service): OpenAIError | undefined {
  const file = form.get('file')
  const model = textIn(form, 'model')
  if (!(file instanceof File))
    return invalidRequest("Missing required parameter: 'file'.", 'file', 'missing_required_parameter')
  if (file.size === 0) return invalidRequest('Audio file might be corrupted or unsupported', 'file', 'invalid_value')
  if (model === undefined) return invalidRequest('you must provide a model parameter', 'model')
  if (service.isLocal) return undefined
  if (!transcriptionModels(service.today).includes(model)) return noSuchModel(model)
  return unknownField(form) ?? problemOfFormat(form, model)
}

function unknownField(form: FormData): OpenAIError | undefined {
  const unknown = [...form.keys()].find((name) => !FIELDS.includes(name))
  return unknown === undefined
    ? undefined
    : invalidRequest(`Unknown parameter: '${unknown}'.`, unknown, 'unknown_parameter')
}

function problemOfFormat(form: FormData, model: string): OpenAIError | undefined {
  const format = textIn(form, 'response_format') ?? 'json'
  const granularities = form.getAll('timestamp_granularities[]')
  const taken = model === 'whisper-1' ? FORMATS : ['json', 'text']
  if (!taken.includes(format)) {
    const message = `response_format '${format}' is not compatible with model '${model}'. Use ${taken.map((name) => `'${name}'`).join(' or ')} instead.`
    return invalidRequest(message, 'response_format', 'unsupported_value')
  }
  const wrong = granularities.find((name) => name !== 'word' && name !== 'segment')
  if (wrong !== undefined || (granularities.length > 0 && format !== 'verbose_json')) {
    return invalidRequest(
      'Timestamp granularities are only supported with response_format=verbose_json',
      'timestamp_granularities',
    )
  }
  const language = textIn(form, 'language')
  if (language === undefined || /^[a-z]{2,3}$/.test(language)) return undefined
  return invalidRequest(
    `Invalid language '${language}'. Language parameter must be specified in ISO-639-1 format.`,
    'language',
    'invalid_language_format',
  )
}

function hasNoTimes({ quirks }: Service): boolean {
  return quirks.has('no-timestamps') || quirks.has('ollama')
}

function verbose(heard: Heard, granularities: readonly unknown[], { quirks }: Service): object {
  const key = quirks.has('localai') ? 'text' : 'word'
  const words = heard.words.map(({ text, start, end }) => ({ [key]: text, start, end }))
  const isAsked = (name: string) => granularities.includes(name) || (name === 'segment' && granularities.length === 0)
  return {
    task: 'transcribe',
    language: nameOf(heard.language).toLowerCase(),
    duration: heard.duration,
    text: textOf(heard),
    ...(isAsked('segment') ? { segments: segmentsOf(heard) } : {}),
    ...(isAsked('word') ? { words } : {}),
  }
}

/** A sentence is a segment. */
function segmentsOf({ words }: Heard): object[] {
  const ends = words.flatMap(({ text }, index) =>
    /[.?!。？！]$/.test(text) || index === words.length - 1 ? [index] : [],
  )
  return ends.map((end, id) => {
    const part = words.slice(id === 0 ? 0 : ends[id - 1]! + 1, end + 1)
    return {
      id,
      seek: 0,
      start: part[0]!.start,
      end: part.at(-1)!.end,
      text: ` ${part.map(({ text }) => text).join(' ')}`,
      tokens: [],
      temperature: 0,
      avg_logprob: -0.25,
      compression_ratio: 1.2,
      no_speech_prob: 0.01,
    }
  })
}

function textOf({ words }: Heard): string {
  return words.map(({ text }) => text).join(' ')
}

function textIn(form: FormData, name: string): string | undefined {
  const value = form.get(name)
  return typeof value === 'string' && value !== '' ? value : undefined
}
