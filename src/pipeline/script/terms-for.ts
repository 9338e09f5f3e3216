import { type Term, translationOf } from '../../dub/glossary.ts'
import { termsIn } from '../../wording/glossary.ts'

/**
 * The terms that occur in these texts, with what of them matters in one language: another language's column, or another
 * row, is no reason to ask again.
 */
export function termsFor(texts: readonly string[], language: string, glossary: readonly Term[]): readonly Term[] {
  return termsIn(texts.join('\n'), glossary).map((term) => {
    const translation = translationOf(term, language)
    const translations = translation === undefined ? {} : { [language]: translation }
    return { term: term.term, note: term.note, said: {}, translations }
  })
}
