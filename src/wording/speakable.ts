import type { Term } from '../dub/glossary.ts'
import { sayDates } from './calendar.ts'
import { sayTimes } from './clock-times.ts'
import { sayMinus, sayNumbers, sayOddFigures, sayOrdinals, sayRanges } from './counting.ts'
import { type Manner, mannerOf } from './manner.ts'
import { sayMeasures } from './measures.ts'
import { sayMoney } from './money.ts'
import { sayTerms } from './said-terms.ts'
import { sayInFull } from './say-in-full.ts'
import { sayAddresses, saySymbols } from './symbols.ts'

/**
 * A text as a voice of the language (BCP-47) is to read it: dates, times, money, units, numbers, abbreviations, symbols and
 * addresses in words, and terms as the glossary says them. Ordinary words are never touched, nor a text without any of
 * these; done twice it is the same as done once, but for hints that hold their own term.
 *
 * Left to the voice, which does it better than a rule: digits in Arabic, Catalan, Chinese, Esperanto, Hindi, Japanese, Korean
 * and Russian (case, counters, agreement), where only dates, money, units and symbols get their names; numbers whose
 * gender nothing tells ("21 estudiantes", "1 Mann"); Roman numerals and capitals ("Luis XIV", "NASA"); digits inside
 * names ("MP3", "A4"); "14:30:05", "3:2", "24/7"; squares and cubes; German ordinals but for days ("der 3. Mann").
 */
export function speakable(text: string, language: string, glossary: readonly Term[]): string {
  const manner = mannerOf(language)
  let said = sayTerms(text, language, glossary)
  // One name can lay open the next ("5 €/Tag"), so that it takes a second round, hardly ever a third.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = said
    said = STEPS.reduce((rest, step) => step(rest, manner), said)
    if (said === before) break
  }
  return said
}

const MOST_ROUNDS = 6

/** What is longer comes first: a date before its numbers, an address before its full stops. */
const STEPS: readonly ((text: string, manner: Manner) => string)[] = [
  (text, { base }) => sayAddresses(text, base),
  (text, { base }) => sayInFull(text, base),
  sayDates,
  sayTimes,
  sayOddFigures,
  (text, { base }) => saySymbols(text, base),
  sayMinus,
  sayRanges,
  sayMoney,
  sayMeasures,
  sayOrdinals,
  sayNumbers,
]
