import { troubleByCause } from '../calls/trouble-by-cause.ts'
import { troubleByStatus } from '../calls/trouble-by-status.ts'
import type { Trouble } from '../calls/vendor-account.ts'
import { waitAskedFor } from '../calls/wait-asked-for.ts'

/** What the SDK's error has, as far as it is looked at. Its message holds the whole body: never shown. */
type SdkError = Error & {
  readonly statusCode?: number
  readonly body?: unknown
  readonly rawResponse?: { readonly headers?: { get(name: string): string | null } }
}

/** Codes that Deepgram documents. Any other is left out, and so is its prose. */
const CODES = new Set([
  'ASR_PAYMENT_REQUIRED',
  'INSUFFICIENT_PERMISSIONS',
  'INVALID_AUTH',
  'INVALID_QUERY_PARAMETER',
  'PAYLOAD_TOO_LARGE',
  'SLOW_UPLOAD',
  'TOO_MANY_REQUESTS',
  'UNSUPPORTED_MEDIA_TYPE',
])

const NOT_THIS_MODEL: Partial<Trouble> = { kind: 'refused', retryable: false }

const TIMEOUT = 'DeepgramTimeoutError'

/** Reads what Deepgram's SDK (5.13.0) throws; undefined for what is none of its errors. */
export function deepgramTrouble(error: unknown): Trouble | undefined {
  const network = troubleByCause(error)
  if (network) return network
  if (!isSdkError(error)) return undefined
  const { statusCode, rawResponse, message } = error
  if (statusCode !== undefined) return ofStatus(statusCode, error)
  // Its own timer, as a DeepgramError whose message is a quoted word, and not as a DeepgramTimeoutError.
  if (message === '"timeout"' || error.name === TIMEOUT) {
    return { kind: 'timeout', retryable: true, what: '' }
  }
  // An error said to be JSON that is not: the status is lost on the way.
  const requestId = rawResponse?.headers?.get('dg-request-id') ?? undefined
  return { kind: 'nonsense', retryable: true, requestId, what: '' }
}

/** A class of the SDK cannot be asked for without loading it; all of its errors but this one have the property. */
function isSdkError(error: unknown): error is SdkError {
  return error instanceof Error && ('rawResponse' in error || error.name === TIMEOUT)
}

function ofStatus(status: number, { body, rawResponse }: SdkError): Trouble {
  const trouble = troubleByStatus(status)
  const headers = rawResponse?.headers
  const code = textIn(body, 'err_code') ?? textIn(body, 'category')
  return {
    ...trouble,
    ...(headers && waitAskedFor(headers)),
    // Also what a model that there is not, or that the account may not use, is answered with.
    ...(status === 403 && code === 'INSUFFICIENT_PERMISSIONS' && NOT_THIS_MODEL),
    requestId: headers?.get('dg-request-id') ?? textIn(body, 'request_id'),
    what: code !== undefined && CODES.has(code) ? `${trouble.what}, ${code}` : trouble.what,
  }
}

function textIn(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const value = (body as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : undefined
}
