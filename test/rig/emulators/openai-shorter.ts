import type { LinesAsked } from './openai-document.ts'

/** What no wording may lose: numbers, placeholders, tags. */
const KEPT = /[\d{}<>%@]/
/** Where words stand without spaces: two characters are dropped at a time. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

/**
 * A wording with as many words left out as it takes to have at most so many characters: from the end, but never the first
 * word, nor a number, placeholder or word of a glossary term. It makes no better sense than the translation did.
 */
export function shorterWording(wording: string, characters: number, glossary: LinesAsked['glossary']): string {
  const terms = glossary.flatMap(({ translation }) => translation.toLowerCase().split(/\s+/))
  const isDense = DENSE.test(wording)
  const words = isDense ? (wording.match(/\d+|[^\d]{1,2}/gu) ?? []) : wording.split(' ')
  const mark = /[.?!。？！]$/u.exec(wording)?.[0] ?? ''
  const written = () => `${words.join(isDense ? '' : ' ').replace(/[.,?!。、？！]+$/u, '')}${mark}`
  for (let at = words.length - 1; at > 0 && [...written()].length > characters; at--) {
    const word = words[at]!
    if (!KEPT.test(word) && !terms.some((term) => word.toLowerCase().includes(term))) words.splice(at, 1)
  }
  return written()
}
