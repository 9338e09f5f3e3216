import { parseLanguage } from '../../../src/dub/language.ts'
import { type Filter, STATES } from '../../terminal/job-filter.ts'

/** Whether a job is one of those that are asked for. @throws {Failure} for a language that there is not. */
export function isWanted({ status, lang }: Filter): (state: string, languages: readonly string[]) => boolean {
  const tags = lang?.map(parseLanguage)
  return (state, languages) => {
    if (status !== undefined && STATES[status] !== state) return false
    return tags === undefined || languages.some((language) => tags.includes(language))
  }
}
