import { toCardinal as german, toOrdinal as germanOrdinal } from 'n2words/de-DE'
import { toCardinal as english, toOrdinal as englishOrdinal } from 'n2words/en-US'
import { toCardinal as spanish, toOrdinal as spanishOrdinal } from 'n2words/es-ES'
import { toCardinal as french, toOrdinal as frenchOrdinal } from 'n2words/fr-FR'
import { toCardinal as italian, toOrdinal as italianOrdinal } from 'n2words/it-IT'
import { toCardinal as dutch, toOrdinal as dutchOrdinal } from 'n2words/nl-NL'
import { toCardinal as portuguese, toOrdinal as portugueseOrdinal } from 'n2words/pt-PT'

/** A noun's gender, as far as numbers agree with it; German neuters go with the masculines. */
export type Gender = 'masculine' | 'feminine'

/** Numbers as words in one language. `before`: the gender of the noun that follows; undefined where the number stands alone. */
export type Speller = {
  readonly cardinal: (whole: bigint, before?: Gender) => string
  /** From 1 on. */
  readonly ordinal: (whole: bigint, gender: Gender) => string
  /** Whether its words depend on the noun that follows. */
  readonly agrees: (whole: bigint) => boolean
}

/** Who writes numbers in words for a language (BCP-47); undefined where digits are better left to the voice. */
export function spellerOf(language: string): Speller | undefined {
  const [base = ''] = language.split('-')
  if (base === 'pt' && !AS_IN_PORTUGAL.test(language)) return BRAZILIAN
  return SPELLERS[base]
}

/** Where Portuguese follows Portugal's "dezasseis"; everywhere else it is Brazil's "dezesseis". */
const AS_IN_PORTUGAL = /-(PT|AO|MZ|CV|GW|ST|TL|MO)\b/

const never = () => false
const endsInOne = (whole: bigint) => whole % 10n === 1n && whole % 100n !== 11n
const hasHundreds = (whole: bigint) => (whole / 100n) % 10n > 1n || (whole / 100_000n) % 10n > 1n

const PORTUGUESE: Speller = {
  cardinal: (whole, before) => (before === 'feminine' ? feminineInPortuguese : same)(portuguese(whole)),
  ordinal: (whole, gender) => endedWith(portugueseOrdinal(whole), gender),
  agrees: (whole) => endsInOne(whole) || endsInOne(whole - 1n) || hasHundreds(whole),
}

const BRAZILIAN: Speller = {
  ...PORTUGUESE,
  cardinal: (whole, before) => PORTUGUESE.cardinal(whole, before).replace(/deza(?=ss|nov)/g, 'deze'),
}

const SPELLERS: Readonly<Record<string, Speller>> = {
  de: {
    // "eins" alone, "ein Meter", "eine Meile".
    cardinal: (whole, before) =>
      before === undefined ? german(whole) : german(whole).replace(/eins$/, before === 'feminine' ? 'eine' : 'ein'),
    ordinal: (whole) => germanOrdinal(whole),
    agrees: (whole) => whole % 100n === 1n,
  },
  en: { cardinal: (whole) => english(whole), ordinal: (whole) => englishOrdinal(whole), agrees: never },
  es: {
    cardinal: spanishCardinal,
    ordinal: (whole, gender) => spanishOrdinal(whole, { gender }),
    agrees: (whole) => endsInOne(whole) || hasHundreds(whole),
  },
  fr: {
    cardinal: (whole, before) => (before === 'feminine' ? french(whole).replace(/\bun$/, 'une') : french(whole)),
    ordinal: (whole, gender) => (whole === 1n && gender === 'feminine' ? 'première' : frenchOrdinal(whole)),
    agrees: (whole) => whole % 10n === 1n && ![11n, 71n, 91n].includes(whole % 100n),
  },
  it: {
    cardinal: (whole, before) =>
      whole === 1n && before !== undefined ? (before === 'feminine' ? 'una' : 'un') : italian(whole),
    ordinal: (whole, gender) => endedWith(italianOrdinal(whole), gender),
    agrees: (whole) => whole === 1n,
  },
  nl: { cardinal: (whole) => dutch(whole), ordinal: (whole) => dutchOrdinal(whole), agrees: never },
  pt: PORTUGUESE,
}

/** Mends what n2words 4.0.0 gets wrong (dieciséis, ciento una, doscientas mil), and gives "uno" its short form: veintiún mil. */
function spanishCardinal(whole: bigint, before?: Gender): string {
  const words = spanish(whole, { gender: before ?? 'masculine' })
    .replaceAll('dieciseis', 'dieciséis')
    .replace(/veintiuno(?= mil)/g, 'veintiún')
    .replace(/\buno(?= mil)/g, 'un')
    .replace(/\bcienta\b/g, 'ciento')
  if (before === 'feminine') return words.replace(/cientos(?= mil\b)/g, 'cientas')
  return before === 'masculine' ? words.replace(/veintiuno$/, 'veintiún').replace(/\buno$/, 'un') : words
}

/** Millions stay masculine: "dois milhões duzentas mil". */
function feminineInPortuguese(words: string): string {
  const [millions = '', rest] = words.match(/^(.*milh(?:ão|ões)\b)(.*)$/u)?.slice(1) ?? ['', words]
  const agreed = rest!
    .replace(/\bum\b/g, 'uma')
    .replace(/\bdois\b/g, 'duas')
    .replace(/entos\b/g, 'entas')
  return millions + agreed
}

/** Italian and Portuguese ordinals are adjectives in -o, every word of them. */
function endedWith(words: string, gender: Gender): string {
  return gender === 'feminine' ? words.replace(/o\b/g, 'a') : words
}

function same(words: string): string {
  return words
}
