import { randomBytes } from 'node:crypto'
import type { EmulatedRequest } from './emulated.ts'
import { type Answer, json } from './faults.ts'
import { invalidRequest, type OpenAIError } from './openai-errors.ts'
import type { Quirk, Service } from './openai-service.ts'

const REQUESTS_PER_MINUTE = 500
const TOKENS_PER_MINUTE = 200_000

/** The headers that OpenAI sends with each answer. `left`: of the requests and tokens of this minute. */
export function headersOfReply(left = { requests: REQUESTS_PER_MINUTE - 1, tokens: TOKENS_PER_MINUTE - 150 }) {
  return {
    'x-request-id': `req_${randomBytes(16).toString('hex')}`,
    'openai-processing-ms': '42',
    'openai-version': '2020-10-01',
    'openai-organization': 'org-emulated',
    'x-ratelimit-limit-requests': String(REQUESTS_PER_MINUTE),
    'x-ratelimit-limit-tokens': String(TOKENS_PER_MINUTE),
    'x-ratelimit-remaining-requests': String(left.requests),
    'x-ratelimit-remaining-tokens': String(left.tokens),
    'x-ratelimit-reset-requests': '120ms',
    'x-ratelimit-reset-tokens': '45ms',
  }
}

/** An answer in JSON. */
export function reply(service: Service, value: unknown, usd = 0): Answer {
  const headers = service.isLocal ? {} : headersOfReply()
  return { ...json(200, value, headers), usd: service.isLocal ? 0 : usd }
}

/** A refusal, in the shape that the server gives it. */
export function refuse(service: Service, { status, error }: OpenAIError): Answer {
  if (!service.isLocal) return json(status, { error }, headersOfReply())
  return json(status, shaped(error, service.quirks))
}

function shaped(error: OpenAIError['error'], quirks: ReadonlySet<Quirk>): unknown {
  if (quirks.has('ollama')) return { error: error.message }
  if (quirks.has('speaches')) return { detail: error.message }
  if (quirks.has('kokoro')) {
    return { detail: { error: error.code ?? 'validation_error', message: error.message, type: error.type } }
  }
  return { error }
}

/** The body as JSON, or what is wrong with it. */
export function readJson({ headers, body }: EmulatedRequest): unknown {
  const type = headers['content-type']?.split(';')[0]?.trim()
  if (type !== 'application/json') {
    const message = `Unsupported content type: '${type ?? ''}'. This API method only accepts 'application/json' requests.`
    return invalidRequest(message, null, 'unsupported_content_type')
  }
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return invalidRequest('We could not parse the JSON body of your request.', null)
  }
}

/** Whether something read is a refusal. */
export function isRefusal(read: unknown): read is OpenAIError {
  return typeof read === 'object' && read !== null && 'error' in read && 'status' in read
}
