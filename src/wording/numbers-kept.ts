import { numberWords } from './number-words.ts'

/** Between the digits of one number, after plainDigits: 1 000 · 1'000, and with points and commas: 1,000 · 1.000 · 1.5 */
const SPACED = /(?<=(?<!\d)\d{1,3})[ '’](?=\d{3}(?!\d))/g
const SEPARATED = /(?<=\d)[.,'’٬٫](?=\d)/g
const NUMBER = /\d[\d.,]*\d/g
/** Times of day and what is said like them: another language may count the hours, or the half of them, differently. */
const TIMES = /\b\d{1,2}[:h]\d{2}\b|\b\d{1,2}\s*(?:[ap]\.?m\b\.?|uhr\b|h\b|時|点|시)|\b24\/7\b/giu
/** Words and signs that stand for zeros, so that 1.5 million may be 150万 or 1 500 000. */
const MAGNITUDE =
  /thousand|million|billion|trillion|milli|miljo|mil\b|mille|tausend|duizend|tūkst|тысяч|тыс|милли|млн|млрд|ألف|آلاف|مليون|مليار|हज़ार|हजार|लाख|करोड़|अरब|[万萬億亿兆千百만억조천백]|\d\s?(?:k|m|mn|mio|mrd|bn)\b/iu

/**
 * The numbers of two digits and more that stand in a text and in no form in its translation, as they are written in the
 * text. Forms are: other digits (٣٥, 35), other separators (1,000 · 1.000 · 1 000), words of the language, Chinese
 * characters, Roman numerals (19th century, XIXe siècle), the last two digits of a decade (1990s, 90er). Small numbers may
 * become words and come from words, in so many ways that they are not looked at.
 */
export function numbersMissing(text: string, translation: string, language: string): readonly string[] {
  const source = plainDigits(text).replace(TIMES, ' ').replace(SPACED, '')
  const found = forms(translation)
  const loose = MAGNITUDE.test(source) || MAGNITUDE.test(translation)
  return [...new Set(source.match(NUMBER))].filter(
    (written) => !isThere(written, source, { ...found, loose, language }),
  )
}

type Found = {
  /** Digit by digit, over separators and without. */
  readonly numbers: ReadonlySet<string>
  readonly words: string
  readonly translation: string
  readonly loose: boolean
  readonly language: string
}

function forms(translation: string): Pick<Found, 'numbers' | 'words' | 'translation'> {
  const plain = plainDigits(translation)
  const joined = plain.replace(SPACED, '')
  const readings = [plain, joined, joined.replace(SEPARATED, '')]
  const numbers = new Set(readings.flatMap((reading) => reading.match(/\d+/g) ?? []))
  return { numbers, words: evenWords(translation), translation }
}

function isThere(written: string, source: string, found: Found): boolean {
  const digits = written.replace(/\D/g, '')
  const parts = written.match(/\d+/g) ?? []
  if (found.numbers.has(digits) || parts.every((part) => found.numbers.has(part))) return true
  if (found.loose && [...found.numbers].some((number) => significant(number) === significant(digits))) return true
  const decade = source.includes(`${written}s`) ? digits.slice(-2) : undefined
  if (decade !== undefined && (found.numbers.has(decade) || inWords(decade, found))) return true
  return inWords(digits, found)
}

function inWords(digits: string, { words, translation, language }: Found): boolean {
  const spelt = digits.length > 15 ? undefined : numberWords(digits, language)
  // Without the language's words nobody can tell whether a number became one of them.
  if (spelt === undefined && digits.length === 2) return true
  if ([spelt, characters(digits)].some((spelling) => spelling !== undefined && words.includes(evenWords(spelling)))) {
    return true
  }
  const numeral = roman(Number(digits))
  return numeral !== undefined && new RegExp(String.raw`(?<!\p{L})${numeral}(?![\p{Lu}])`, 'u').test(translation)
}

/** Any script's digits as 0 … 9, with the separators between them as they are. */
function plainDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
}

/** In Unicode the ten digits of a script stand in a row, zero first: the value is the place in its row. */
function digitValue(digit: string): number {
  let point = digit.codePointAt(0) ?? 0
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - 1))) {
    point -= 1
    value += 1
  }
  return value
}

function significant(digits: string): string {
  return digits.replace(/^0+|0+$/g, '')
}

/** For comparing words: no case, no marks, no gaps; one way of writing Chinese numbers, which may leave out ones and zeros. */
function evenWords(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\p{Mn}\s-]/gu, '')
    .normalize('NFC')
    .replace(/[两兩]/g, '二')
    .replace(/[零〇](?=[一二三四五六七八九])|一(?=[十百千])/g, '')
}

/** 2026 → 二〇二六, which `evenWords` writes 二二六: years are read digit by digit. */
function characters(digits: string): string {
  return digits.replace(/\d/g, (digit) => '〇一二三四五六七八九'[Number(digit)] ?? digit)
}

/** Up to 39: centuries, kings, chapters. */
function roman(value: number): string | undefined {
  if (value > 39) return undefined
  const ones = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'][value % 10] ?? ''
  return 'X'.repeat(Math.floor(value / 10)) + ones
}
