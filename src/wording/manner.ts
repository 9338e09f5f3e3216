import type { Gender, Speller } from './speller.ts'
import { spellerOf } from './speller.ts'

/** A number as it stands in a text: digits without grouping, and what follows the decimal mark ('' where there is none). */
export type Figure = { readonly whole: string; readonly decimals: string }

/** How numbers are written and said in one language. */
export type Manner = {
  /** BCP-47, and its primary subtag. */
  readonly language: string
  readonly base: string
  /** Sources of patterns: a number without sign, and what may not stand before and behind it (`A4`, `192.168.0.1`). */
  readonly number: string
  readonly before: string
  readonly after: string
  /** Undefined where the voice is left to read digits. */
  readonly speller: Speller | undefined
  readonly figureOf: (written: string) => Figure
  /** In words where the language has a speller, else in digits without grouping. */
  readonly say: (figure: Figure, before?: Gender) => string
}

/** Beyond this, names of numbers say less than digits do. */
const LONGEST = 15

/** Spaces inside numbers; an ordinary one only where people type it there. */
const FIXED_SPACES = '\u00a0\u2009\u202f'
const TYPES_SPACES = new Set(['ca', 'de', 'eo', 'es', 'fr', 'it', 'nl', 'pt', 'ru'])

/** What the decimal mark is called. */
const POINT: Readonly<Record<string, string>> = {
  de: 'Komma',
  en: 'point',
  es: 'coma',
  fr: 'virgule',
  it: 'virgola',
  nl: 'komma',
  pt: 'vírgula',
}

const MANNERS = new Map<string, Manner>()

/** How numbers are written (CLDR, by Intl) and said in a language (BCP-47). Looked up once: that takes longer than a line does. */
export function mannerOf(language: string): Manner {
  const manner = MANNERS.get(language) ?? lookUp(language)
  MANNERS.set(language, manner)
  return manner
}

function lookUp(language: string): Manner {
  const [base = ''] = language.split('-')
  const { decimal, group } = marksOf(language)
  const groups = `[${group}${FIXED_SPACES}${TYPES_SPACES.has(base) ? ' ' : ''}]`
  // Hindi groups by two above the thousands: 12,34,567.
  const inGroups = String.raw`\d{1,3}(?:${groups}\d{${base === 'hi' ? '2,3' : '3'}})+`
  const letters = UNSPACED.has(base) ? String.raw`\p{Script=Latin}\p{Script=Cyrillic}` : String.raw`\p{L}\p{M}`
  const speller = spellerOf(language)
  const figureOf = (written: string): Figure => {
    const [whole = '', decimals = ''] = written.split(decimal)
    return { whole: whole.replace(/\D/g, ''), decimals }
  }
  return {
    language,
    base,
    number: String.raw`(?:${inGroups}|\d+)(?:[${decimal}]\d+)?`,
    before: String.raw`(?<![${letters}\p{N}\p{Sc}_]|\p{N}[.,:/'’٬٫\\-])`,
    after: String.raw`(?![${letters}\p{N}_]|[.,:/'’٬٫-]\p{N}|/)`,
    speller,
    figureOf,
    say: (figure, before) => {
      if (speller === undefined || figure.whole.length > LONGEST) return inDigits(figure, decimal)
      return inWords(figure, speller, {
        point: base === 'es' && decimal === '.' ? 'punto' : (POINT[base] ?? ''),
        before,
      })
    },
  }
}

/** Scripts in which a number touches the words around it. */
const UNSPACED = new Set(['ja', 'ko', 'zh'])

function marksOf(language: string): { readonly decimal: string; readonly group: string } {
  const parts = new Intl.NumberFormat(language, { numberingSystem: 'latn', useGrouping: true }).formatToParts(1234567.5)
  const find = (type: string) => parts.find((part) => part.type === type)?.value
  return { decimal: find('decimal') ?? '.', group: find('group') ?? ',' }
}

function inDigits({ whole, decimals }: Figure, decimal: string): string {
  return decimals === '' ? whole : whole + decimal + decimals
}

/** "3.14" is said digit by digit behind the point, and so is what begins with a zero. */
function inWords(
  { whole, decimals }: Figure,
  speller: Speller,
  { point, before }: { point: string; before: Gender | undefined },
): string {
  const oneByOne = (digits: string) => Array.from(digits, (digit) => speller.cardinal(BigInt(digit))).join(' ')
  const body = /^0\d/.test(whole)
    ? oneByOne(whole)
    : speller.cardinal(BigInt(whole), decimals === '' ? before : undefined)
  return decimals === '' ? body : `${body} ${point} ${oneByOne(decimals)}`
}
