import { escaped, evenSpelling, termPattern } from './term-spelling.ts'

/** A word this long may change its ending. */
const INFLECTED = 4

/**
 * Whether a text uses a translation that a glossary asks for. Languages inflect: of each word with four letters or more a
 * third, at most three letters, may differ at the end, and any word may go on for up to four letters (Russian cases,
 * German plurals, Turkish and Korean endings). Where it begins is free too: German writes words together, and Arabic puts
 * its article in front. A term that is kept `asItIs` may only be followed by an ending.
 */
export function isTermKept(text: string, translation: string, asItIs: boolean): boolean {
  const wanted = evenSpelling(translation)
  const given = evenSpelling(text)
  if (asItIs) return termPattern(wanted).test(given)
  return new RegExp(wanted.split(' ').map(inflected).join(String.raw`\s+`), 'iu').test(given)
}

function inflected(word: string): string {
  const letters = [...word]
  if (letters.length < INFLECTED || !/^\p{L}+$/u.test(word)) return String.raw`${escaped(word)}\p{L}{0,4}`
  const stem = letters.slice(0, letters.length - Math.min(3, Math.floor(letters.length / 3)))
  return String.raw`${escaped(stem.join(''))}[\p{L}\p{M}]{0,7}`
}
