import { baseOf, nameOf } from '../../dub/language.ts'
import { Failure } from '../../failure.ts'
import type { Speeds, Synthesizer } from '../../ports/providers.ts'
import type { VendorCalls } from '../calls/vendor-account.ts'
import { type DeepgramSettings, deepgramDoor } from './client.ts'
import { nonsense } from './nonsense.ts'
import { auraVoices } from './voices.ts'

const SAMPLE_RATE = 48_000
/** Speech comes several times faster than it is spoken: a usual line within a second, 1800 characters within 50. */
const LEAST_SECONDS = 6
const CHARACTERS_PER_SECOND = 40

/**
 * Times its usual pace, "while maintaining natural prosody"; Spanish may stumble below. In no other language.
 * Source: https://developers.deepgram.com/changelog/2026/5/4
 */
const SPEEDS: { readonly [language: string]: Speeds } = { en: { min: 0.7, max: 1.5 }, es: { min: 0.9, max: 1.5 } }

/**
 * Speaks with Deepgram's Aura-2. It takes no seed, and says the same request a little differently each time: another take
 * needs nothing but another request.
 */
export function deepgramSynthesizer(settings: DeepgramSettings, calls: VendorCalls): Synthesizer {
  const door = deepgramDoor(settings)
  return {
    id: 'deepgram',
    /** It takes 2000 and its documents once said otherwise; the rest is room for how it counts. */
    longest: 1800,
    /** Twice what it takes at once: while some wait to be tried again, others use their seats. */
    width: 30,

    async model() {
      door.checkKey()
      return 'aura-2'
    },

    async voices(language) {
      return auraVoices(language)
    },

    speeds: (language) => SPEEDS[baseOf(language)],

    async speak({ text, voice, language, speed }, { signal, progress }) {
      if (!auraVoices(language).includes(voice)) throw unknownVoice(voice, language)
      const what = `a line in ${nameOf(language)}`
      if (!/[\p{L}\p{N}\p{S}]/u.test(text)) throw new Failure('vendor', `There is nothing to say in ${what}.`)
      const client = await door.client()
      const question = {
        text: plain(text),
        model: `aura-2-${voice}-${baseOf(language)}`,
        encoding: 'linear16',
        container: 'none',
        sample_rate: SAMPLE_RATE,
        mip_opt_out: true,
        ...(speed !== undefined && { speed }),
      } as const
      const seconds = LEAST_SECONDS + Math.ceil(text.length / CHARACTERS_PER_SECOND)
      const bytes = await calls({ what, seconds, signal }, async (abortSignal) => {
        const { data, rawResponse } = await client.speak.v1.audio.generate(question, { abortSignal }).withRawResponse()
        const sound = new Uint8Array(await data.arrayBuffer())
        const wrong = wrongWith(sound, rawResponse.headers.get('content-type') ?? '')
        if (wrong) throw nonsense(what, wrong, rawResponse.headers.get('dg-request-id'))
        return sound
      })
      progress(1)
      return { container: 'none', bytes, sampleRate: SAMPLE_RATE }
    },
  }
}

/** Without control characters: they mean nothing that can be said. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim()
}

/** What is wrong with an answer, where it is no sound as asked for: a proxy's page comes with status 200, too. */
function wrongWith(sound: Uint8Array, contentType: string): string | undefined {
  if (!/^audio\/l16\b/i.test(contentType)) return 'something else than sound'
  const rate = /rate=(\d+)/i.exec(contentType)?.[1]
  if (rate !== undefined && Number(rate) !== SAMPLE_RATE) return 'sound at another rate'
  if (sound.length === 0) return 'nothing'
  if (sound.length % 2 === 1) return 'sound that is cut off'
  return undefined
}

function unknownVoice(voice: string, language: string): Failure {
  const voices = auraVoices(language)
  return new Failure('usage', `Deepgram has no voice ${JSON.stringify(voice)} for ${nameOf(language)}.`, {
    hint: voices.length > 0 ? `Choose one of ${voices.join(', ')}.` : 'See: ytdub voices',
  })
}
