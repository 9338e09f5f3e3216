import { nameOf } from '../../dub/language.ts'
import { Failure } from '../../failure.ts'
import { openaiVoices } from './speech-voices.ts'

/** What is asked of a voice of OpenAI's, by whichever of its doors. */
type LineToSay = { readonly text: string; readonly voice: string; readonly language: string }

/**
 * Refuses what would only be paid for: no key, a voice that is none of the language's, nothing to be said.
 * @throws {Failure} `auth`, `usage` or `vendor`.
 */
export function refuseUnspeakable({ text, voice, language }: LineToSay, model: string): void {
  const voices = openaiVoices(model, language)
  if (!voices.includes(voice)) {
    throw new Failure('usage', `OpenAI has no voice ${JSON.stringify(voice)} for ${nameOf(language)}.`, {
      hint: voices.length > 0 ? `Choose one of ${voices.join(', ')}.` : undefined,
    })
  }
  if (!/[\p{L}\p{N}]/u.test(text)) {
    throw new Failure('vendor', `A line in ${nameOf(language)} has no words that OpenAI could say.`, {
      hint: 'Write what shall be said in script.json.',
    })
  }
}

/** @throws {Failure} `auth`, where there is no key. */
export function needKey(apiKey: string | undefined): void {
  if (apiKey !== undefined) return
  throw new Failure('auth', 'OPENAI_API_KEY is missing: OpenAI speaks only with a key.', {
    hint: 'Set it: export OPENAI_API_KEY=… To see which keys ytdub finds: ytdub doctor',
  })
}
