import { nameOf } from '../../dub/language.ts'
import { Failure } from '../../failure.ts'
import type { Speeds, Synthesizer } from '../../ports/providers.ts'
import type { VendorCalls } from '../calls/vendor-account.ts'
import { soundIn } from '../openai/speech-sound.ts'
import { type LocalServer, type LocalSettings, localServer } from './local-server.ts'
import { remembered } from './remembered.ts'
import { type LocalVoice, voicesFor, voicesIn } from './voices.ts'

/** `voices`: those to use where the server keeps no list of its own; they are taken to speak every language. */
export type LocalSpeechSettings = LocalSettings & { readonly voices?: readonly string[] | undefined }

/** Kokoro speaks 510 phonemes at a time and joins them; longer texts are slow, and a failure costs all of it. */
const LONGEST = 1_000
const AT_ONCE = 4
/** Times its usual pace. Kokoro and Piper plan another pace before they speak; a server that passes over it is found out by the length. */
const SPEEDS: Speeds = { min: 0.7, max: 1.5 }

/** Speaks through a server of one's own: /audio/speech, as Kokoro-FastAPI, speaches, LocalAI and others serve it. */
export function localSynthesizer({ voices: named, ...settings }: LocalSpeechSettings, calls: VendorCalls): Synthesizer {
  const server = localServer('tts', settings)
  const all = remembered(() => findVoices(server, named ?? []))
  return {
    id: 'local',
    width: AT_ONCE,
    longest: LONGEST,
    model: server.model,
    voices: async (language) => voicesFor(await all(), language),

    speeds: () => SPEEDS,

    async speak({ text, voice, language, speed }, { signal, progress }) {
      if (!/[\p{L}\p{N}]/u.test(text)) throw nothingToSay(language)
      const known = voicesFor(await all(), language)
      if (!known.includes(voice)) throw unknownVoice(voice, language, known)
      const client = await server.client()
      const model = await server.model()
      // WAV: samples alone would be at a rate that each server has its own of.
      const body = { model, voice, input: text, response_format: 'wav', ...(speed !== undefined && { speed }) } as const
      const spoken = await calls(
        { what: `a line in ${nameOf(language)}`, seconds: 120 + text.length, signal },
        async (cut) =>
          soundIn(await client.audio.speech.create(body, { signal: cut }), { server: 'The speech server' }),
      )
      progress(1)
      return spoken
    },
  }
}

/** The server's own list, or what a person named. A list is asked for by model, since LocalAI has many. */
async function findVoices(server: LocalServer, named: readonly string[]): Promise<readonly LocalVoice[]> {
  if (named.length > 0) return voicesIn(named) ?? []
  const found = voicesIn(await server.ask('/audio/voices', { model: await server.model() }))
  if (found) return found
  throw new Failure('config', `The speech server (${server.where}) does not say which voices it has.`, {
    hint: 'Name them, in ytdub.config.json: {"ttsVoices": ["alloy", "echo"]}',
  })
}

function unknownVoice(voice: string, language: string, known: readonly string[]): Failure {
  return new Failure('usage', `The speech server has no voice ${JSON.stringify(voice)} for ${nameOf(language)}.`, {
    hint: known.length > 0 ? `Choose one of ${known.join(', ')}.` : 'See: ytdub voices',
  })
}

function nothingToSay(language: string): Failure {
  return new Failure('vendor', `A line in ${nameOf(language)} has no words that could be said.`, {
    hint: 'Write what shall be said in script.json.',
  })
}
