import { sayYear } from './calendar.ts'
import type { Manner } from './manner.ts'
import { pluralGender } from './noun-gender.ts'
import type { Gender } from './speller.ts'

/** "5–10" as "5 to 10"; with a plain hyphen only where the second is the greater, for "3-2" is a score. */
export function sayRanges(text: string, manner: Manner): string {
  const word = TO[manner.base]
  if (word === undefined) return text
  const { before, number, figureOf } = manner
  const space = '[ \u00a0\u202f]?'
  const pattern = new RegExp(
    String.raw`(?:(?<sign>(?<![\p{L}\p{N}])[$€£¥])|${before})(?<from>${number})(?:(?<unit>%|°C|°)?${space}[–—]${space}|-)(?<to>${number})(?![\p{L}\p{N}_]|[.,:/-]\p{N}|-)`,
    'gu',
  )
  return text.replace(pattern, (...found) => {
    const { sign, from, to, unit } = found.at(-1) as { sign?: string; from: string; to: string; unit?: string }
    const written = found[0] as string
    const value = (figure: string) => Number(figureOf(figure).whole)
    if (!/[–—]/.test(written) && (value(from) >= value(to) || from.startsWith('0') || figureOf(to).whole.length > 6))
      return written
    return `${from}${unit ?? ''} ${word} ${sign ?? ''}${to}`
  })
}

/** "-5" as "minus 5"; a hyphen behind a word or number is none. */
export function sayMinus(text: string, { base }: Manner): string {
  const word = MINUS[base]
  return word === undefined ? text : text.replace(/(?<=^|[\s(])(?<!\p{N}\s)[-−](?=\p{N})/gu, `${word} `)
}

/** Ordinals as each language marks them: 21st, 2ª, 3er, 1re, 2e. Others ("der 3. Mann", with its cases) are left. */
export function sayOrdinals(text: string, { base, speller }: Manner): string {
  const pattern = ORDINALS[base]
  if (pattern === undefined || speller === undefined) return text
  return text.replace(pattern, (...found) => {
    const { whole, mark } = found.at(-1) as { whole: string; mark: string }
    if (Number(whole) === 0) return found[0] as string
    const said = speller.ordinal(BigInt(whole), FEMININE_MARK.test(mark) ? 'feminine' : 'masculine')
    // "primer", "tercer" before a noun.
    return base === 'es' && mark.endsWith('r') ? said.replace(/o$/, '') : said
  })
}

/** Versions (v2.0), halves and quarters, and numbers to dial, all of which are no plain numbers. */
export function sayOddFigures(text: string, manner: Manner): string {
  const { base, speller, say } = manner
  if (speller === undefined) return text
  const digits = (group: string) => Array.from(group, (digit) => speller.cardinal(BigInt(digit))).join(' ')
  const plain = (whole: string) => say({ whole, decimals: '' })
  const versions = text.replace(
    /(?<![\p{L}\p{N}.])(?:(?:[Vv]ersi(?:on|ón|one|e)|[Vv]ersão) )?[vV]\.? ?(\d{1,4}(?:\.\d{1,4})*)(?![\p{L}\p{N}]|[.,]\p{N})/gu,
    (_, number: string) => [VERSION[base]!, number.split('.').map(plain).join(` ${DOT[base]!} `)].join(' '),
  )
  const fractions = versions.replace(
    /(?<![\p{L}\p{N}/.,-])(?:([½⅓⅔¼¾])|([12])\/([23])|([13])\/(4))(?![\p{L}\p{N}/]|[.,]\p{N})/gu,
    (written) => FRACTIONS[base]?.[written.normalize('NFKC').replace('⁄', '/')] ?? written,
  )
  return fractions.replace(
    /(?<![\p{L}\p{N}.,/-])(?:\+\d{1,3}|\(?0\d{1,4}\)?|\d{3})(?:[ -]\d{2,8}){1,4}(?![\p{L}\p{N}]|[.,/-]\p{N}|[ -]\d)/gu,
    (dialled: string) => {
      const groups = dialled.split(/[^\d+]+/).filter((group) => group !== '')
      const international = /^\+|^\(?0/.test(dialled) || /-.*-/.test(dialled)
      if (!international || groups.join('').length < 7) return dialled
      return groups
        .map((group) => (group.startsWith('+') ? `${PLUS[base]!} ` : '') + digits(group.replace('+', '')))
        .join(', ')
    },
  )
}

/** All numbers that are left; those whose words would need a gender that nothing tells stay digits. */
export function sayNumbers(text: string, manner: Manner): string {
  const { before, after, number, speller, say, figureOf } = manner
  if (speller === undefined)
    return text.replace(new RegExp(before + number + after, 'gu'), (found) => say(figureOf(found)))
  const pattern = new RegExp(
    String.raw`${before}(?<amount>${number})${after}${NO_ORDINAL[manner.base] ?? ''}(?:(?= (?<next>[\p{L}\p{M}]+))|)`,
    'gu',
  )
  return text.replace(pattern, (...found) => {
    const groups = found.at(-1) as { amount: string; next?: string }
    const figure = figureOf(groups.amount)
    if (isYear(groups, manner)) return sayYear(Number(figure.whole), manner)
    const gender = agreement(figure.whole, groups.next, manner)
    return gender === 'unknown' && figure.decimals === ''
      ? (found[0] as string)
      : say(figure, gender === 'unknown' ? undefined : gender)
  })
}

function isYear({ amount, next }: { amount: string; next?: string }, { base }: Manner): boolean {
  if (!/^(?:1[1-9]|20)\d\d$/.test(amount)) return false
  return (base === 'en' && !(next ?? '').endsWith('s')) || (base === 'de' && !/^\p{Lu}/u.test(next ?? ''))
}

/** A German full stop behind digits may make them an ordinal ("im 3. Stock"), and only its case tells how that ends. */
const NO_ORDINAL: Readonly<Record<string, string>> = { de: String.raw`(?!\.\s+\p{L})` }

/** The gender to say a number in: undefined where it stands alone or has but one form. */
function agreement(whole: string, next: string | undefined, { base, speller }: Manner): Gender | 'unknown' | undefined {
  if (next === undefined || whole.length > 15 || !speller!.agrees(BigInt(whole))) return undefined
  const gender = pluralGender(next, base)
  if (gender !== undefined) return gender
  return ALONE.test(next) || /^(?:1[1-9]|20)\d\d$/.test(whole) ? undefined : 'unknown'
}

/** Words that no number counts. */
const ALONE =
  /^(?:y|e|o|u|ou|et|a|de|del|en|em|que|con|com|und|oder|ist|sind|war|est|es|é|è|son|são|por|para|per|mil|millones|milhões|mille|mila|millions|plus|più|más|mais|más|menos|moins|punto|coma|vírgula)$/u

const TO: Readonly<Record<string, string>> = {
  ca: 'a',
  de: 'bis',
  en: 'to',
  eo: 'ĝis',
  es: 'a',
  fr: 'à',
  hi: 'से',
  it: 'a',
  nl: 'tot',
  pt: 'a',
}
const MINUS: Readonly<Record<string, string>> = {
  de: 'minus',
  en: 'minus',
  es: 'menos',
  fr: 'moins',
  it: 'meno',
  nl: 'min',
  pt: 'menos',
}
const PLUS: Readonly<Record<string, string>> = {
  de: 'plus',
  en: 'plus',
  es: 'más',
  fr: 'plus',
  it: 'più',
  nl: 'plus',
  pt: 'mais',
}
const DOT: Readonly<Record<string, string>> = {
  de: 'Punkt',
  en: 'point',
  es: 'punto',
  fr: 'point',
  it: 'punto',
  nl: 'punt',
  pt: 'ponto',
}
const VERSION: Readonly<Record<string, string>> = {
  de: 'Version',
  en: 'version',
  es: 'versión',
  fr: 'version',
  it: 'versione',
  nl: 'versie',
  pt: 'versão',
}

const FRACTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  de: { '1/2': 'einhalb', '1/3': 'ein Drittel', '2/3': 'zwei Drittel', '1/4': 'ein Viertel', '3/4': 'drei Viertel' },
  en: { '1/2': 'one half', '1/3': 'one third', '2/3': 'two thirds', '1/4': 'one quarter', '3/4': 'three quarters' },
  es: { '1/2': 'un medio', '1/3': 'un tercio', '2/3': 'dos tercios', '1/4': 'un cuarto', '3/4': 'tres cuartos' },
  fr: { '1/2': 'un demi', '1/3': 'un tiers', '2/3': 'deux tiers', '1/4': 'un quart', '3/4': 'trois quarts' },
  it: { '1/2': 'un mezzo', '1/3': 'un terzo', '2/3': 'due terzi', '1/4': 'un quarto', '3/4': 'tre quarti' },
  nl: { '1/2': 'een half', '1/3': 'een derde', '2/3': 'twee derde', '1/4': 'een kwart', '3/4': 'drie kwart' },
  pt: { '1/2': 'um meio', '1/3': 'um terço', '2/3': 'dois terços', '1/4': 'um quarto', '3/4': 'três quartos' },
}

const START = String.raw`(?<![\p{L}\p{N}_.,])(?<whole>\d{1,4})`
const END = String.raw`(?![\p{L}\p{N}])`
const FEMININE_MARK = /[ªa]$|^re$|^ère$/
const ORDINALS: Readonly<Record<string, RegExp>> = {
  en: new RegExp(`${START}(?<mark>st|nd|rd|th)${END}`, 'gu'),
  es: new RegExp(String.raw`${START}\.?(?<mark>[ºª]|(?<=[13]\.?)er)${END}`, 'gu'),
  fr: new RegExp(`${START}(?<mark>(?<=1)er|(?<=1)re|(?<=1)ère|e|è?me)${END}`, 'gu'),
  it: new RegExp(String.raw`${START}\.?(?<mark>[ºª])${END}`, 'gu'),
  nl: new RegExp(`${START}(?<mark>e|ste|de)${END}`, 'gu'),
  pt: new RegExp(String.raw`${START}\.?(?<mark>[ºª])${END}`, 'gu'),
}
