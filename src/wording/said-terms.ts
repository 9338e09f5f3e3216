import { saidOf, type Term, translationOf } from '../dub/glossary.ts'
import { escaped } from './term-spelling.ts'

/** Writes each term as its pronunciation hint has it: whole words, as the term is called in the language or in the source. */
export function sayTerms(text: string, language: string, glossary: readonly Term[]): string {
  const hints = new Map<string, string>()
  for (const term of glossary) {
    const said = saidOf(term, language)?.trim()
    if (said === undefined || said === '') continue
    for (const written of [translationOf(term, language), term.term]) {
      const key = written?.trim().toLowerCase()
      if (key !== undefined && key !== '' && !hints.has(key)) hints.set(key, said)
    }
  }
  if (hints.size === 0) return text
  // One pass for all, the longest first: what a hint has put there is not looked at again.
  const terms = [...hints.keys()].sort((one, other) => other.length - one.length).map(wholeWord)
  return text.replace(new RegExp(terms.join('|'), 'giu'), (found) => hints.get(found.toLowerCase()) ?? found)
}

/** Chinese, Japanese and Thai put no spaces between words, and Korean puts particles right behind them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
const WORDY = String.raw`[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Greek}\p{M}\p{N}_]`

function wholeWord(term: string): string {
  const edge = (character: string | undefined) =>
    character !== undefined && /[\p{L}\p{N}]/u.test(character) && !UNSPACED.test(character)
  const characters = [...term]
  return `${edge(characters.at(0)) ? `(?<!${WORDY})` : ''}${escaped(term)}${edge(characters.at(-1)) ? `(?!${WORDY})` : ''}`
}
