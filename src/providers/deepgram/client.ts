import type { DeepgramClient } from '@deepgram/sdk'
import { Failure } from '../../failure.ts'
import { allowLongCalls } from '../calls/allow-long-calls.ts'

export type DeepgramSettings = {
  /** Undefined or empty: there is none, and nothing works. */
  readonly apiKey: string | undefined
  /** Without /v1; the vendor's own unless told. */
  readonly baseUrl?: string | undefined
}

export type DeepgramDoor = {
  /** @throws {Failure} `auth`, where there is no key, or what cannot be one. */
  readonly checkKey: () => void
  /** The SDK's client, loaded when it is needed first. */
  readonly client: () => Promise<DeepgramClient>
}

const BASE_URL = 'https://api.deepgram.com'
/** Longer than any deadline of ours, which end a call with the signal; the SDK's own stops at the headers. */
const SECONDS = 3600

/** Opens the way to Deepgram: the SDK, without its retries, which know no signal and no other call. */
export function deepgramDoor({ apiKey, baseUrl = BASE_URL }: DeepgramSettings): DeepgramDoor {
  const checkKey = () => {
    if (!apiKey) throw unusable('is missing', 'Set it: export DEEPGRAM_API_KEY=…')
    // In a header such a key would be an error that quotes it.
    if (!/^[\x21-\x7e]+$/.test(apiKey)) {
      throw unusable('has characters that no key has', 'Copy it again, without spaces and line breaks around it.')
    }
  }
  let made: Promise<DeepgramClient> | undefined
  return {
    checkKey,
    client() {
      checkKey()
      made ??= makeClient(apiKey ?? '', baseUrl)
      return made
    },
  }
}

async function makeClient(apiKey: string, baseUrl: string): Promise<DeepgramClient> {
  const [{ DeepgramClient }] = await Promise.all([import('@deepgram/sdk'), allowLongCalls()])
  return new DeepgramClient({
    apiKey,
    baseUrl,
    timeoutInSeconds: SECONDS,
    maxRetries: 0,
    fetch: (input, init) => fetch(input, init).catch(failsWhenRead),
  })
}

/**
 * A response that throws as soon as anybody looks at it. Where fetch itself fails, the SDK (5.13.0, makeRequest) leaves its
 * timer running, and the process would not end before it: it stops the timer only once it has a response.
 */
function failsWhenRead(error: unknown): Response {
  return {
    get status(): number {
      throw error
    },
  } as Response
}

function unusable(why: string, hint: string): Failure {
  return new Failure('auth', `The key for Deepgram (DEEPGRAM_API_KEY) ${why}.`, { hint })
}
