import type { APIError } from 'openai'
import { troubleByCause } from '../calls/trouble-by-cause.ts'
import { troubleByStatus } from '../calls/trouble-by-status.ts'
import type { Trouble } from '../calls/vendor-account.ts'
import { waitAskedFor } from '../calls/wait-asked-for.ts'
import { openaiSdkIfLoaded } from './sdk.ts'

type Meaning = Partial<Trouble>

const NO_CREDIT: Meaning = { kind: 'credit', retryable: false }
const REFUSED: Meaning = { kind: 'refused', retryable: false }

/** Codes that say more than their status, and hold nothing of what was sent. */
const BY_CODE: { readonly [code: string]: Meaning } = {
  // OpenAI sends it with a 429, as if waiting would help.
  insufficient_quota: NO_CREDIT,
  billing_hard_limit_reached: NO_CREDIT,
  billing_not_active: NO_CREDIT,
  invalid_api_key: { kind: 'auth', retryable: false },
  model_not_found: { ...REFUSED, what: 'it does not know the model' },
  context_length_exceeded: { ...REFUSED, what: 'the text is too long for the model' },
  unsupported_value: { ...REFUSED, what: 'the model does not take one of the settings' },
  unsupported_parameter: { ...REFUSED, what: 'the model does not take one of the settings' },
  unsupported_country_region_territory: { ...REFUSED, what: 'it does not serve this country' },
}

/**
 * What an error of the OpenAI SDK means, for OpenAI and for servers that speak like it; undefined where it is no trouble
 * of theirs. None of the vendor's prose is in it: it quotes what was said, and keys.
 */
export function openaiTrouble(error: unknown): Trouble | undefined {
  const sdk = openaiSdkIfLoaded()
  if (sdk === undefined) return troubleByCause(error)
  if (error instanceof sdk.APIError && typeof error.status === 'number') return answered(error, error.status)
  if (error instanceof sdk.APIUserAbortError || error instanceof sdk.APIConnectionTimeoutError) {
    return { kind: 'timeout', retryable: true, what: '' }
  }
  if (error instanceof SyntaxError) return { kind: 'nonsense', retryable: true, what: 'no JSON' }
  const trouble = troubleByCause(error)
  if (trouble !== undefined || !(error instanceof sdk.APIConnectionError)) return trouble
  return { kind: 'unreachable', retryable: true, what: '' }
}

function answered({ code, type, headers, requestID }: APIError, status: number): Trouble {
  const byStatus = troubleByStatus(status)
  // Some servers write numbers and prose there; those are in no table.
  const word = [code, type].find((each) => typeof each === 'string' && Object.hasOwn(BY_CODE, each)) ?? ''
  const { what, ...meaning } = BY_CODE[word] ?? (status === 404 ? NOT_FOUND : {})
  return {
    ...byStatus,
    ...meaning,
    ...(headers === undefined ? {} : waitAskedFor(headers)),
    ...(headers?.get('x-should-retry') === 'false' ? { retryable: false } : {}),
    what: what === undefined ? byStatus.what : `${byStatus.what}, ${what}`,
    requestId: requestID ?? undefined,
  }
}

/** Ollama and others tell of a model that they do not have in prose only. */
const NOT_FOUND: Meaning = { ...REFUSED, what: 'it does not know the model or the address' }
