import { openAsBlob } from 'node:fs'
import { baseOf, LANGUAGES, nameOf } from '../../dub/language.ts'
import { Failure } from '../../failure.ts'
import type { Transcriber } from '../../ports/providers.ts'
import type { VendorCalls } from '../calls/vendor-account.ts'
import { openaiTrouble } from '../openai/trouble.ts'
import { heardIn } from './heard.ts'
import { languageNamed } from './language-named.ts'
import { type LocalSettings, localServer } from './local-server.ts'

/** Whisper's languages hold all that ytdub knows but this one (openai/whisper, tokenizer.py). */
const UNHEARD = ['eo']
/**
 * Seconds. Many servers take 25 MB, as OpenAI does: in WAV 13 minutes, in Opus hours. An answer to 25 minutes comes within
 * the deadline even from a machine that is no faster than the speaker.
 */
const LONGEST = 1_500
const DEADLINE = 3_600
/** Characters. Whisper keeps the last 224 tokens of a prompt. */
const LONGEST_PROMPT = 500

/** Hears through a server of one's own: /audio/transcriptions, as speaches, LocalAI and others serve it. */
export function localTranscriber(settings: LocalSettings, calls: VendorCalls): Transcriber {
  const server = localServer('stt', settings)
  return {
    id: 'local',
    // Recordings are long and fill the machine: more at a time only wait.
    width: 1,
    takes: { format: 'opus', sampleRate: 16_000, longest: LONGEST },
    languages: LANGUAGES.map(({ code }) => code).filter((code) => !UNHEARD.includes(code)),
    expectsTerms: true,
    model: server.model,

    async transcribe({ path, language, terms }, { signal, progress }) {
      if (language !== null && UNHEARD.includes(baseOf(language))) throw notHeard(language)
      const client = await server.client()
      const model = await server.model()
      // Not a stream: that could be sent only once. Servers go by the name's ending.
      const file = new File([await openAsBlob(path)], 'speech.ogg', { type: 'audio/ogg' })
      const body = {
        file,
        model,
        response_format: 'verbose_json',
        ...(language === null ? {} : { language: baseOf(language) }),
        ...(terms.length === 0 ? {} : { prompt: terms.join(', ').slice(0, LONGEST_PROMPT) }),
      } as const
      const heard = await calls({ what: 'the transcription', seconds: DEADLINE, signal }, async (cut) => {
        const wanted = { ...body, timestamp_granularities: ['word', 'segment'] as ('word' | 'segment')[] }
        const answer = await client.audio.transcriptions.create(wanted, { signal: cut }).catch((error: unknown) => {
          // Some know no times of words, and refuse to be asked for them.
          if (!REFUSED.includes(openaiTrouble(error)?.status ?? 0)) throw error
          return client.audio.transcriptions.create(body, { signal: cut })
        })
        return heardIn(answer)
      })
      progress(1)
      return { language: spokenIn(heard.language, language), words: heard.words }
    },
  }
}

const REFUSED = [400, 422]

function spokenIn(named: string | undefined, asked: string | null): string {
  const language = asked ?? languageNamed(named ?? '')
  if (language !== undefined) return language
  throw new Failure('input', 'The speech recognition server does not say which language is spoken.', {
    hint: 'Say it yourself: --from en',
  })
}

function notHeard(language: string): Failure {
  return new Failure('input', `Whisper, which local servers run, does not hear ${nameOf(language)}.`, {
    hint: 'See which engine serves which language: ytdub languages',
  })
}
