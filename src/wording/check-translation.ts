import { type Term, translationOf } from '../dub/glossary.ts'
import { baseOf } from '../dub/language.ts'
import { termsIn } from './glossary.ts'
import { numbersMissing } from './numbers-kept.ts'
import { placeholdersIn } from './placeholders.ts'
import { countLetters } from './script-of.ts'
import { isTermKept } from './term-kept.ts'

/** A line, and how many characters of the language can be said in its time. */
type CheckedLine = { readonly text: string; readonly characters: number }

type Wanted = { readonly from: string; readonly to: string; readonly glossary: readonly Term[] }

export const TERM_MISSING = 'a term of the glossary is missing'

/** The names of faults, for people: none of them holds anything that was said. */
type FaultName =
  | 'no translation'
  | 'several translations'
  | 'an empty translation'
  | 'not in the script of the language'
  | 'refused'
  | 'a placeholder is missing'
  | typeof TERM_MISSING
  | 'a number is missing'
  | 'not translated'
  | 'far too long'
  | 'far too short'

/** What is wrong with a translation. */
export type Fault = {
  /** Whether it cannot be used at all; anything else a person may judge. */
  readonly hard: boolean
  readonly what: FaultName
  /** For the translator: what to do about it, with the words in question. */
  readonly mend: string
}

/** Of the letters of a translation, the least share that has to be in its language's script. */
const OWN_SHARE = 0.2
/** How many times as long as asked for (or as short against its source) no translation is. */
const ABSURD = 4
/** Characters. Below this many, length says nothing. */
const SHORT = 40
/** Words. So many in a row are the same in two languages only by way of names. */
const UNTRANSLATED = 3
/** What a character of writing without spaces is worth in letters. */
const DENSE = 3

/**
 * The first fault, the gravest kind first, of what a translator gave for a line: all of its answers for that line, of
 * which there should be one.
 */
export function faultOf(line: CheckedLine, answers: readonly string[], wanted: Wanted): Fault | undefined {
  const [text, ...others] = answers
  if (text === undefined) return hard('no translation', 'This line was left out. Translate it.')
  if (others.some((other) => other !== text)) {
    return hard('several translations', 'This line was given twice. Give it once.')
  }
  if (isEmpty(text, line.text)) return hard('an empty translation', 'The translation was empty.')
  return (
    wrongScript(text, wanted) ??
    placeholderLost(line.text, text) ??
    termLost(line.text, text, wanted) ??
    numberLost(line.text, text, wanted.to) ??
    untranslated(line.text, text, wanted) ??
    absurdLength(line, text)
  )
}

function hard(what: FaultName, mend: string): Fault {
  return { hard: true, what, mend }
}

function soft(what: FaultName, mend: string): Fault {
  return { hard: false, what, mend }
}

function isEmpty(text: string, source: string): boolean {
  return text.trim() === '' || (/[\p{L}\p{N}]/u.test(source) && !/[\p{L}\p{N}]/u.test(text))
}

/** A web address as people say it, without its beginning. */
const DOMAIN = /[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:\/\S*)?/giu

function wrongScript(text: string, { to, glossary }: Wanted): Fault | undefined {
  // Addresses and terms that stay as they are may be Latin in every language.
  const kept = [...placeholdersIn(text), ...glossary.flatMap((term) => translationOf(term, to) ?? [])]
  const words = kept
    .filter(({ length }) => length > 1)
    .reduce((rest, each) => rest.replaceAll(each, ' '), text)
    .replace(DOMAIN, ' ')
  const { own, foreign } = countLetters(words, to)
  if (own + foreign === 0 || own / (own + foreign) >= OWN_SHARE) return undefined
  return hard('not in the script of the language', `Write it in the script of the language (${to}).`)
}

function placeholderLost(source: string, text: string): Fault | undefined {
  const lost = placeholdersIn(source).filter((placeholder) => !text.includes(placeholder))
  return lost.length === 0 ? undefined : soft('a placeholder is missing', `Keep as it is: ${lost.join(' ')}`)
}

function termLost(source: string, text: string, wanted: Wanted): Fault | undefined {
  const [lost] = termsLost(source, text, wanted)
  return lost && soft(TERM_MISSING, `Translate "${lost.term}" as "${translationOf(lost, wanted.to)}".`)
}

/** The terms that a text holds and its translation does not have as the glossary asks for. */
export function termsLost(
  source: string,
  text: string,
  { to, glossary }: Pick<Wanted, 'to' | 'glossary'>,
): readonly Term[] {
  return termsIn(source, glossary).filter((term) => {
    const translation = translationOf(term, to)
    return translation !== undefined && !isTermKept(text, translation, translation === term.term)
  })
}

function numberLost(source: string, text: string, to: string): Fault | undefined {
  const lost = numbersMissing(source, text, to)
  return lost.length === 0
    ? undefined
    : soft('a number is missing', `Keep these numbers, as digits: ${lost.join(' · ')}`)
}

function untranslated(source: string, text: string, { from, to, glossary }: Wanted): Fault | undefined {
  if (baseOf(from) === baseOf(to) || bare(source) !== bare(text)) return undefined
  const rest = termsIn(source, glossary).reduce((words, { term }) => words.replaceAll(term, ' '), source)
  if (ordinaryWords(rest, from) < UNTRANSLATED) return undefined
  return soft('not translated', `This is the original. Translate it into ${to}.`)
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** How many words are neither names nor numbers, as far as capitals tell. */
function ordinaryWords(text: string, language: string): number {
  const words = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(text)]
  return words.filter(({ isWordLike, segment }) => isWordLike === true && /^[^\p{Lu}\d]+$/u.test(segment)).length
}

function absurdLength({ text: source, characters }: CheckedLine, text: string): Fault | undefined {
  const longest = ABSURD * Math.max(characters, weight(source), SHORT)
  if (weight(text) > longest)
    return soft('far too long', `Say only what the line says, in about ${characters} characters.`)
  const shortest = Math.min(characters, weight(source)) / (2 * ABSURD)
  if (weight(source) <= SHORT || weight(text) >= shortest) return undefined
  return soft('far too short', 'Translate all that the line says.')
}

/** Length in letters: a Chinese character or Japanese syllable says as much as several. */
function weight(text: string): number {
  const dense = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0
  return text.length + dense * (DENSE - 1)
}
