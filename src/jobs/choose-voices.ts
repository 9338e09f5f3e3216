import { parseLanguage } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import type { Synthesizer } from '../ports/providers.ts'

/**
 * A voice for every language: the one asked for with `es=celeste` or, for a speaker, `es:1=nestor`; else its usual one.
 * A voice of another language is never used.
 * @throws {Failure} `usage`, where what is asked is malformed, for a language not dubbed into, or no voice of it.
 */
export function chooseVoices(
  asked: readonly string[],
  languages: readonly string[],
  synthesizer: Synthesizer,
): Record<string, string> {
  const voices: Record<string, string> = {}
  for (const language of languages) {
    const usual = synthesizer.voices(language)[0]
    if (usual !== undefined) voices[language] = usual
  }
  for (const text of asked) {
    const { target, language, voice } = parseVoice(text)
    if (!languages.includes(language)) {
      throw new Failure('usage', `--voice ${text}: ${language} is not among the languages of --lang.`)
    }
    const known = synthesizer.voices(language)
    if (!known.includes(voice)) {
      throw new Failure(
        'usage',
        `--voice ${text}: ${synthesizer.id} has no voice ${JSON.stringify(voice)} for ${language}.`,
        {
          hint: `It has ${known.join(', ')}.`,
        },
      )
    }
    voices[target] = voice
  }
  return voices
}

function parseVoice(text: string): { readonly target: string; readonly language: string; readonly voice: string } {
  const parts = /^([^:=]+)(?::([1-9]\d*))?=(.+)$/.exec(text)
  if (!parts) {
    throw new Failure('usage', `--voice ${JSON.stringify(text)} is malformed.`, {
      hint: 'Write LANGUAGE=VOICE or LANGUAGE:SPEAKER=VOICE, e.g. --voice es=es-419',
    })
  }
  const language = parseLanguage(parts[1] ?? '')
  const speaker = parts[2]
  return { target: speaker === undefined ? language : `${language}:${speaker}`, language, voice: parts[3] ?? '' }
}
