import { Failure } from '../../failure.ts'
import type { Spoken } from '../../ports/providers.ts'
import { inRequest } from '../calls/in-request.ts'

/** The shortest answer that can be a word, in bytes: a twentieth of a second at 24 kHz. */
const SHORTEST = 2_400

/** Sound of other formats, by how its files begin, for servers that give something else than they were asked for. */
const OTHERS: readonly (readonly [string, RegExp])[] = [
  ['MP3', /^ID3/],
  ['Ogg', /^OggS/],
  ['FLAC', /^fLaC/],
  ['MP4', /^....ftyp/s],
]

/**
 * The sound in an answer to /audio/speech: a WAV file where it is one, else bare samples at `sampleRate` (Hz).
 * @throws {Failure} `vendor`, to be tried again, where it is no sound, or cut off; `config`, where it is of another format.
 */
export async function soundIn(
  response: Response,
  { server, sampleRate }: { readonly server: string; readonly sampleRate?: number },
): Promise<Spoken> {
  const type = response.headers.get('content-type') ?? ''
  const nonsense = (what: string) =>
    new Failure('vendor', `${server} sent ${what}${inRequest(response.headers.get('x-request-id'))}.`, {
      retryable: true,
    })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const opening = Buffer.from(bytes.subarray(0, 64)).toString('latin1')
  if (/html|json|^text\//i.test(type) || /^\s*(<!doctype|<html|\{\s*")/i.test(opening)) {
    throw nonsense('text instead of sound')
  }
  const other = OTHERS.find(([, begins]) => begins.test(opening))?.[0]
  if (other !== undefined) throw otherFormat(server, other)
  if (bytes.length < SHORTEST) throw nonsense(`${bytes.length === 0 ? 'no' : 'hardly any'} sound`)
  if (opening.startsWith('RIFF')) return { container: 'wav', bytes }
  const rate = sampleRate ?? rateIn(type)
  // So an MP3 without tags begins; bare samples may as well.
  if (rate === undefined && /^\u00ff[\u00e2-\u00fb]/.test(opening)) throw otherFormat(server, 'MP3')
  if (rate === undefined) throw otherFormat(server, 'bare samples')
  if (bytes.length % 2 === 1) throw nonsense('sound that was cut off')
  return { container: 'none', bytes, sampleRate: rate }
}

/** `audio/l16;rate=24000`: samples without a header, that say at least how many there are in a second. */
function rateIn(type: string): number | undefined {
  const rate = Number(/^audio\/(?:l16|pcm|x-pcm)\b.*\brate=(\d{4,6})\b/i.exec(type)?.[1])
  return Number.isNaN(rate) ? undefined : rate
}

function otherFormat(server: string, format: string): Failure {
  return new Failure('config', `${server} was asked for WAV and sends ${format}.`, {
    hint: 'Use a speech server that serves response_format "wav". See: ytdub doctor',
  })
}
