import { baseOf, LANGUAGES } from '../../dub/language.ts'

/** OpenAI's built-in voices, women's and men's in turn, as far as they are one; its own recommendations first. */
const VOICES = [
  'marin',
  'cedar',
  'coral',
  'ash',
  'nova',
  'onyx',
  'shimmer',
  'echo',
  'sage',
  'verse',
  'alloy',
  'ballad',
  'fable',
] as const

/** The models of 2023 and the Realtime API each know a part of them. Source: the types of OpenAI's SDK, 7.57.0. */
const OF_2023 = ['coral', 'ash', 'nova', 'onyx', 'shimmer', 'echo', 'sage', 'alloy', 'fable']
const OF_REALTIME = ['marin', 'cedar', 'coral', 'ash', 'shimmer', 'echo', 'sage', 'verse', 'alloy', 'ballad']

/**
 * Its guide to text-to-speech lists the languages of Whisper, among them all that ytdub knows but this one.
 * Source: https://developers.openai.com/api/docs/guides/text-to-speech#supported-languages
 */
const UNSPOKEN = ['eo']

/** The voices that a model of OpenAI speaks a language in; each voice speaks all of them. None where it does not. */
export function openaiVoices(model: string, language: string): readonly string[] {
  const base = baseOf(language)
  if (UNSPOKEN.includes(base) || !LANGUAGES.some(({ code }) => code === base)) return []
  if (model.includes('realtime')) return VOICES.filter((voice) => OF_REALTIME.includes(voice))
  return model.startsWith('tts-1') ? VOICES.filter((voice) => OF_2023.includes(voice)) : VOICES
}
