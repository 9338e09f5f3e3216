import { baseOf, parseLanguage } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import type { Given } from './read-given.ts'

/**
 * The language that is spoken, where a person says so: with --from, or in the transcript that they give.
 * @throws {Failure} `usage`, where a transcript is given and neither says it, or both say something else.
 */
export function spokenLanguage(from: string | undefined, { transcript }: Given): string | undefined {
  if (transcript === undefined) return from
  const { name, language } = transcript
  const shown = JSON.stringify(name)
  if (from === undefined) {
    if (language !== null) return language
    throw new Failure('usage', `In which language is the transcript ${shown}?`, { hint: 'Say it, e.g. --from en' })
  }
  const said = parseLanguage(from)
  if (language === null || baseOf(language) === baseOf(said)) return said
  throw new Failure('usage', `The transcript ${shown} says that it is in ${language}, and --from says ${said}.`, {
    hint: 'Leave --from out, or correct the "language" in the transcript.',
  })
}
