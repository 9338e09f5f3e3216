import { didYouMean } from '../dub/nearest.ts'

type Asked = { readonly voice: string; readonly language: string }

/** What to say of a voice that a synthesizer does not have for a language, and which it has. */
export function noSuchVoice(
  { voice, language }: Asked,
  { id, voices }: { readonly id: string; readonly voices: readonly string[] },
) {
  return {
    what: `${id} has no voice ${JSON.stringify(voice)} for ${language}.`,
    hint: `${didYouMean(voice, voices)} It has ${voices.join(', ')}.`.trim(),
  }
}
