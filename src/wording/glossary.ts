import type { Term } from '../dub/glossary.ts'
import { evenSpelling, termPattern } from './term-spelling.ts'

/** Scripts that put no spaces between words, so that any neighbour will do. */
const UNSPACED = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`
/** Borrowed words of Japanese, which do end where another script begins. */
const KATAKANA = String.raw`[\p{Script=Katakana}ー]`
/** What a word goes on with: letters, their marks and digits. */
const WORDY = String.raw`(?:(?!${UNSPACED}|${KATAKANA})[\p{L}\p{M}\p{N}_])`

/**
 * The terms that a text holds, the longest first: whole words, in any case unless the term has capitals inside (`GitHub`,
 * `IT`). What belongs to a longer term is no other term: in `machine learning`, `machine` is not another one.
 */
export function termsIn(text: string, glossary: readonly Term[]): readonly Term[] {
  let rest = evenSpelling(text)
  return glossary
    .map((term) => ({ term, words: evenSpelling(term.term) }))
    .filter(({ words }) => words !== '')
    .sort((one, other) => other.words.length - one.words.length)
    .flatMap(({ term, words }) => {
      const without = rest.replace(wholeWords(words), '\n')
      if (without === rest) return []
      rest = without
      return [term]
    })
}

function wholeWords(words: string): RegExp {
  const before = edge([...words].at(0) ?? '')
  // Korean puts particles right behind a word.
  const after = /\p{Script=Hangul}$/u.test(words) ? '' : edge([...words].at(-1) ?? '')
  return termPattern(words, { before: before && `(?<!${before})`, after: after && `(?!${after})` })
}

/** What may not stand beside a term that begins or ends with this character; empty where anything may. */
function edge(character: string): string {
  return [KATAKANA, WORDY].find((kind) => new RegExp(kind, 'u').test(character)) ?? ''
}
