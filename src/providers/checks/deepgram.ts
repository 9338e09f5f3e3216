import { Failure } from '../../failure.ts'
import type { Finding } from '../../ports/findings.ts'
import { findingOf } from './finding.ts'

type DeepgramPlace = { readonly apiKey?: string | undefined; readonly baseUrl?: string | undefined }

const DEEPGRAM = 'https://api.deepgram.com'
const MILLISECONDS = 20_000

/**
 * Whether Deepgram can be reached and takes the key. Its own way to test one, free of charge and allowed to every key:
 * https://developers.deepgram.com/docs/authenticating#test-request
 */
export async function checkDeepgram({ apiKey, baseUrl = DEEPGRAM }: DeepgramPlace): Promise<Finding> {
  const about = { name: 'Deepgram', engines: ['cloud'] } as const
  if (apiKey === undefined) return { ...about, status: 'unset', detail: 'no key', hint: 'Set DEEPGRAM_API_KEY.' }
  return findingOf(about, async () => {
    const status = await statusOf(`${baseUrl.replace(/\/+$/, '')}/v1/auth/token`, apiKey)
    if (status === 401 || status === 403) {
      throw new Failure('auth', 'It refuses the key.', { hint: 'Set a valid DEEPGRAM_API_KEY.' })
    }
    // One's own Deepgram may have no accounts to ask for.
    if (status === 404) return 'it answers; it does not say whether the key is good'
    if (status < 300) return 'key accepted'
    throw new Failure('vendor', `It is out of order (HTTP ${status}).`, { hint: 'Try again later: ytdub doctor' })
  })
}

async function statusOf(url: string, apiKey: string): Promise<number> {
  try {
    const headers = { authorization: `Token ${apiKey}` }
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(MILLISECONDS) })
    await response.body?.cancel()
    return response.status
  } catch (cause) {
    // What fetch says of a key that cannot stand in a header quotes it.
    throw new Failure('vendor', 'It cannot be reached.', {
      hint: 'Check the connection, the key for stray characters, and DEEPGRAM_BASE_URL where it is set.',
      cause,
    })
  }
}
