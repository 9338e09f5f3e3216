import { openAsBlob } from 'node:fs'
import { baseOf, nameOf } from '../../dub/language.ts'
import { Failure } from '../../failure.ts'
import type { Transcriber } from '../../ports/providers.ts'
import type { VendorCalls } from '../calls/vendor-account.ts'
import { type DeepgramSettings, deepgramDoor } from './client.ts'
import { keytermsOf } from './keyterms.ts'
import { HEARD, HEARD_REGIONS } from './languages.ts'
import { nonsense } from './nonsense.ts'
import { readTranscription } from './told-words.ts'
import { wordsOf } from './words.ts'

export type DeepgramTranscriberSettings = DeepgramSettings & { readonly model?: string | undefined }

/** What nova-3 listens for where it is neither told nor finds out. */
const USUAL_LANGUAGE = 'en'
/** Bytes per second that an upload and the work on it come to on a slow line: ten minutes of sound in four. */
const SLOW = 10_000
const LEAST_SECONDS = 60
/** Ten minutes are the most that Deepgram works on a call (then it answers 504), and five for the upload. */
const MOST_SECONDS = 900

/**
 * Hears speech with Deepgram. It takes 16 kHz, which is what its models are trained on, as Ogg Opus: an hour is some 15 MB
 * instead of 115. Two hours at a time: far below 2 GB, and worked on in a minute or two of the ten that a call may take.
 */
export function deepgramTranscriber(settings: DeepgramTranscriberSettings, calls: VendorCalls): Transcriber {
  const { model = 'nova-3' } = settings
  const door = deepgramDoor(settings)
  return {
    id: 'deepgram',
    takes: { format: 'opus', sampleRate: 16_000, longest: 7200 },
    languages: HEARD,
    expectsTerms: expectsTerms(model),
    /** Few: uploads share one line. */
    width: 4,

    async model() {
      door.checkKey()
      return model
    },

    async transcribe({ path, language, terms }, { signal, progress }) {
      if (language !== null && !isHeard(language)) throw notHeard(language)
      const client = await door.client()
      // A blob can be sent again; a stream is spent after the first try, and its file's errors end the process.
      const speech = await openAsBlob(path, { type: 'audio/ogg' })
      const query = queryOf({ model, language, terms })
      const seconds = Math.min(MOST_SECONDS, LEAST_SECONDS + Math.ceil(speech.size / SLOW))
      const answer = await calls({ what: 'the transcription', model, seconds, signal }, async (abortSignal) => {
        const { data, rawResponse } = await client.listen.v1.media
          .transcribeFile(speech, query, { abortSignal })
          .withRawResponse()
        const told = readTranscription(data)
        if (told) return told
        throw nonsense('the transcription', 'something else', rawResponse.headers.get('dg-request-id'))
      })
      progress(1)
      return { language: language ?? tagOf(answer.language), words: wordsOf(answer) }
    },
  }
}

type Asked = { readonly model: string; readonly language: string | null; readonly terms: readonly string[] }

/**
 * Smart formatting punctuates, and writes numbers, dates and amounts as one reads them: `$25`, not "twenty-five dollars".
 * A translator understands both, and only digits can be compared with its translation.
 */
function queryOf({ model, language, terms }: Asked) {
  const keyterm = expectsTerms(model) ? keytermsOf(terms) : []
  return {
    model,
    smart_format: true,
    utterances: true,
    diarize_model: 'latest',
    mip_opt_out: true,
    ...(language === null ? { detect_language: true } : { language: heardAs(language) }),
    ...(keyterm.length > 0 && { keyterm }),
  }
}

/** Other models refuse the request. */
function expectsTerms(model: string): boolean {
  return model.startsWith('nova-3')
}

function isHeard(language: string): boolean {
  return HEARD.some((heard) => heard === baseOf(language))
}

function heardAs(language: string): string {
  return HEARD_REGIONS.find((region) => region === language) ?? baseOf(language)
}

function tagOf(detected: string | undefined): string {
  try {
    return Intl.getCanonicalLocales(detected ?? USUAL_LANGUAGE)[0] ?? USUAL_LANGUAGE
  } catch {
    return USUAL_LANGUAGE // A RangeError: what came is no language tag.
  }
}

function notHeard(language: string): Failure {
  return new Failure('input', `Deepgram does not hear ${nameOf(language)}.`, {
    hint: `It hears ${HEARD.join(', ')}. See: ytdub languages`,
  })
}
