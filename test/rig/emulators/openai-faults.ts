import { type Answer, json, type WordedFault } from './faults.ts'
import { invalidRequest, type OpenAIError } from './openai-errors.ts'
import { headersOfReply, refuse } from './openai-reply.ts'
import type { Service } from './openai-service.ts'

/** Faults of the account and of the servers, in OpenAI's words; undefined for those of the model. */
export function faultReply(fault: WordedFault, service: Service): Answer | undefined {
  switch (fault.kind) {
    case 'too-many':
      return service.isLocal
        ? refuse(service, TOO_MANY)
        : json(429, { error: TOO_MANY.error }, headersOfReply({ requests: 0, tokens: 0 }))
    case 'status':
      return refuse(service, fault.status === 500 ? BROKEN : OVERLOADED)
    case 'quota':
      return refuse(service, NO_MONEY)
    case 'expired-key':
      return refuse(service, wrongKey(`Bearer ${service.key ?? ''}`))
    default:
      return undefined
  }
}

/** It quotes both ends of the key, as the vendor does. */
export function wrongKey(authorization: string | undefined): OpenAIError {
  const key = authorization?.replace(/^Bearer\s+/, '') ?? ''
  if (key === '') {
    const message = "You didn't provide an API key. You need to provide your API key in an Authorization header."
    return { ...invalidRequest(message, null), status: 401 }
  }
  const masked = `${key.slice(0, 8)}${'*'.repeat(Math.max(4, key.length - 12))}${key.slice(-4)}`
  const message = `Incorrect API key provided: ${masked}. You can find your API key at https://platform.openai.com/account/api-keys.`
  return { ...invalidRequest(message, null, 'invalid_api_key'), status: 401 }
}

const TOO_MANY: OpenAIError = {
  status: 429,
  error: {
    message:
      'Rate limit reached in organization org-emulated on requests per min (RPM): Limit 500, Used 500, Requested 1. Please try again in 120ms.',
    type: 'requests',
    param: null,
    code: 'rate_limit_exceeded',
  },
}
const NO_MONEY: OpenAIError = {
  status: 429,
  error: {
    message: 'You exceeded your current quota, please check your plan and billing details.',
    type: 'insufficient_quota',
    param: null,
    code: 'insufficient_quota',
  },
}
const BROKEN: OpenAIError = {
  status: 500,
  error: {
    message: 'The server had an error while processing your request. Sorry about that!',
    type: 'server_error',
    param: null,
    code: null,
  },
}
const OVERLOADED: OpenAIError = {
  status: 503,
  error: {
    message: 'The engine is currently overloaded, please try again later.',
    type: 'server_error',
    param: null,
    code: null,
  },
}
