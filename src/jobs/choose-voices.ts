import { parseLanguage } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import type { Speaker } from './choose-languages.ts'
import { noSuchVoice } from './no-such-voice.ts'

/**
 * The voices asked for: with `es=celeste` for the language, or with `es:1=nestor` for a speaker. A voice of another language
 * is never used.
 * @throws {Failure} `usage`, where what is asked is malformed, for a language not dubbed into, or no voice of it.
 */
export function chooseVoices(asked: readonly string[], speakers: ReadonlyMap<string, Speaker>): Record<string, string> {
  const voices: Record<string, string> = {}
  for (const text of asked) {
    const { target, language, voice } = parseVoice(text, speakers)
    const speaker = speakers.get(language)
    if (!speaker) throw new Failure('usage', `--voice ${text}: ${language} is not among the languages of --lang.`)
    if (!speaker.voices.includes(voice)) throw unknownVoice(text, voice, language, speaker)
    voices[target] = voice
  }
  return voices
}

function unknownVoice(text: string, voice: string, language: string, { synthesizer, voices }: Speaker): Failure {
  const { what, hint } = noSuchVoice({ voice, language }, { id: synthesizer.id, voices })
  return new Failure('usage', `--voice ${text}: ${what}`, { hint })
}

type Chosen = { readonly target: string; readonly language: string; readonly voice: string }

function parseVoice(text: string, speakers: ReadonlyMap<string, Speaker>): Chosen {
  const parts = /^([^:=]+)(?::([1-9]\d*))?=(.+)$/.exec(text)
  if (!parts) {
    const [first] = speakers
    const example = first === undefined ? 'es=celeste' : `${first[0]}=${first[1].voices[0] ?? ''}`
    throw new Failure('usage', `--voice ${JSON.stringify(text)} is malformed.`, {
      hint: `Write LANGUAGE=VOICE or LANGUAGE:SPEAKER=VOICE, e.g. --voice ${example}. See: ytdub voices`,
    })
  }
  const language = parseLanguage(parts[1] ?? '')
  const speaker = parts[2]
  return { target: speaker === undefined ? language : `${language}:${speaker}`, language, voice: parts[3] ?? '' }
}
