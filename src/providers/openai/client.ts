import type OpenAI from 'openai'
import { Failure } from '../../failure.ts'
import { allowLongCalls } from '../calls/allow-long-calls.ts'
import { openaiSdk } from './sdk.ts'

export type OpenAISettings = {
  /** Servers on one's own machine need none. */
  readonly apiKey?: string | undefined
  /** Where the API is, with or without `/v1`; OpenAI's own where it is left out. */
  readonly baseUrl?: string | undefined
}

const OPENAI = 'https://api.openai.com/v1'
/** Milliseconds. The deadline of a call is the caller's own; this only keeps the SDK from having a shorter one. */
const A_DAY = 86_400_000

/**
 * The official SDK, told everything that it would otherwise take from the environment, without retries of its own.
 * @throws {Failure} `auth`, where the key cannot be one.
 */
export async function openaiClient({ apiKey, baseUrl }: OpenAISettings): Promise<OpenAI> {
  // In a header such a key would be an error that quotes it.
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new Failure('auth', 'The API key has characters that no key has.', {
      hint: 'Copy it again, without spaces and line breaks around it.',
    })
  }
  await allowLongCalls()
  const { OpenAI: Client } = await openaiSdk()
  return new Client({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl === undefined ? OPENAI : withVersion(baseUrl),
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: A_DAY,
    logLevel: 'off',
  })
}

/** Many write a server down without the `/v1` that all of its paths begin with. */
function withVersion(baseUrl: string): string {
  const url = URL.parse(baseUrl)
  if (url === null) {
    throw new Failure('config', 'The base URL of an OpenAI-compatible server is no URL.', {
      hint: 'Write it like this: http://localhost:11434/v1',
    })
  }
  const path = url.pathname.replace(/\/+$/, '')
  return `${url.origin}${path === '' ? '/v1' : path}${url.search}`
}
