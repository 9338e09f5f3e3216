/** A word or phrase of the recording that has to come out in a certain way. */
export type Term = {
  /** As it is written in the source. */
  readonly term: string
  /** By language (BCP-47; `*` for every language): how it is translated. None at all: the translator only knows the note. */
  readonly translations: { readonly [language: string]: string }
  /** By language (`*` for every one): how it is written for a voice to say it right. */
  readonly said: { readonly [language: string]: string }
  readonly note: string | null
  /** Its row in the file, the header being the first, for people: no step is asked with it, else a moved row would be asked anew. */
  readonly row?: number
}

/** What a term has to be called in a language: its own column, its language's without the region, or every language's. */
export function translationOf({ translations }: Term, language: string): string | undefined {
  return inLanguage(translations, language)
}

/** How a term is to be written for a voice of this language; undefined where nothing is said of it. */
export function saidOf({ said }: Term, language: string): string | undefined {
  return inLanguage(said, language)
}

function inLanguage(columns: { readonly [language: string]: string }, language: string): string | undefined {
  return columns[language] ?? columns[language.split('-')[0] ?? ''] ?? columns['*']
}
