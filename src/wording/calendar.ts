import type { Manner } from './manner.ts'
import { anyWay, partsOf } from './ways.ts'

/**
 * Dates in words: 2026-11-22, 22.11.2026 and 22/11/2026 (month first in American English alone), and the days of "May 3",
 * "3. Mai" and "1 mai". Languages without a speller get the month's name and keep the digits. Month names: CLDR, by Intl.
 */
export function sayDates(text: string, manner: Manner): string {
  const numeric = text
    .replace(/(?<![\p{N}/-])(\d{4})-(\d{2})-(\d{2})(?![\p{N}-])/gu, (...found) => {
      const [written, year, month, day] = found as unknown as [string, string, string, string]
      return sayDate({ year, month, day, lead: leadOf(text, found.at(-2) as number) }, manner) ?? written
    })
    .replace(/(?<![\p{N}./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?![\p{N}/-]|\.\p{N})/gu, (...found) => {
      const [written, first, , second, year] = found as unknown as [string, string, string, string, string]
      const monthFirst = found[2] !== '.' && AMERICAN.test(manner.language) && Number(first) <= 12
      const lead = leadOf(found.at(-1) as string, found.at(-2) as number)
      const [month, day] = monthFirst ? [first, second] : [second, first]
      return sayDate({ year, month, day, lead }, manner) ?? written
    })
  return manner.speller === undefined ? numeric : sayDays(numeric, manner)
}

type Day = { readonly year: string; readonly month: string; readonly day: string; readonly lead: string }

const AMERICAN = /^en(-US)?$/

/** The word before a place in a text, in small letters; '' at a sentence's start. */
function leadOf(text: string, at: number): string {
  return (
    /(\p{L}+) +$/u
      .exec(text.slice(Math.max(0, at - 20), at))
      ?.at(1)
      ?.toLowerCase() ?? ''
  )
}

function sayDate({ year, month, day, lead }: Day, manner: Manner): string | undefined {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  if (date.getUTCMonth() !== Number(month) - 1 || Number(day) === 0 || Number(year) < 100) return undefined
  const parts = new Intl.DateTimeFormat(manner.language, {
    dateStyle: 'long',
    timeZone: 'UTC',
    calendar: 'gregory',
    numberingSystem: 'latn',
  }).formatToParts(date)
  const find = (kind: string) => parts.find(({ type }) => type === kind)?.value ?? ''
  if (manner.base === 'eo') return `${Number(day)}-a de ${find('month').toLowerCase()} ${year}`
  if (manner.base === 'ru') return `${Number(day)} ${find('month')} ${year} года`
  if (manner.speller === undefined) return parts.map(({ value }) => value).join('')
  const said = parts.map(({ type, value }) => {
    if (type === 'day') return sayDay(Number(day), lead, manner)
    if (type === 'year') return sayYear(Number(year), manner)
    return value.replace('.', '')
  })
  return said.join('')
}

/** German days are adjectives: "der dritte", "am dritten", "Montag, dritter Mai". */
function sayDay(day: number, lead: string, { base, speller, say }: Manner): string {
  const whole = BigInt(day)
  if (base === 'en') return speller!.ordinal(whole, 'masculine')
  if (base === 'de')
    return speller!.ordinal(whole, 'masculine') + (/^(der|die|das)$/.test(lead) ? '' : WEAK.test(lead) ? 'n' : 'r')
  return day === 1 && base !== 'nl' ? speller!.ordinal(whole, 'masculine') : say({ whole: `${day}`, decimals: '' })
}

const WEAK = /^(am|vom|zum|beim|dem|den|des|ab|bis|seit|nach|vor|diesen|diesem|jeden|jedem)$/

/** Years from 1100 to 1999 go by hundreds in English and German, in English also the later ones that can. */
export function sayYear(year: number, { base, speller, say }: Manner): string {
  const words = (value: number) => speller!.cardinal(BigInt(value))
  const century = Math.floor(year / 100)
  const rest = year % 100
  const isPaired = year >= 1100 && year < 2100 && century !== 20
  if (base === 'de' && isPaired) return `${words(century)}hundert${rest === 0 ? '' : words(rest)}`
  if (base === 'en' && (isPaired || (century === 20 && rest >= 10))) {
    if (rest === 0) return `${words(century)} hundred`
    return `${words(century)} ${rest < 10 ? `oh ${words(rest)}` : words(rest)}`
  }
  return say({ whole: `${year}`, decimals: '' })
}

function sayDays(text: string, manner: Manner): string {
  const months = monthsOf(manner.language)
  const pattern = DAYS[manner.base]?.(months.join('|'))
  if (pattern === undefined) return text
  return text.replace(pattern, (...found) => {
    const { day, month = '', article } = partsOf(found.at(-1))
    const written = found[0] as string
    if (Number(day) < 1 || Number(day) > 31) return written
    const said = sayDay(Number(day), leadOf(text, found.at(-3) as number), manner)
    if (manner.base !== 'en') return `${said} ${month}`
    return written.startsWith(month) ? `${month} ${said}` : `${article ?? 'the'} ${said} of ${month}`
  })
}

const MONTHS = new Map<string, readonly string[]>()

/** Looked up once: that takes longer than all else that is done to a line. */
function monthsOf(language: string): readonly string[] {
  const known = MONTHS.get(language)
  if (known !== undefined) return known
  const names = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' })
  const months = Array.from({ length: 12 }, (_, month) => names.format(new Date(Date.UTC(2026, month, 15))))
  MONTHS.set(language, months)
  return months
}

/** How a day stands with its month. Where it is a plain number for any day but the first, only the first is looked for. */
const DAYS: Readonly<Record<string, (months: string) => RegExp>> = {
  de: (months) => new RegExp(String.raw`(?<![\p{L}\p{N}.,])(?<day>\d{1,2})\. ?(?<month>${months})(?!\p{L})`, 'gu'),
  en: (months) =>
    new RegExp(
      String.raw`(?<![\p{L}\p{N}.,])` +
        anyWay([
          String.raw`(?:(?<article>[Tt]he) )?(?<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?<month>${months})(?!\p{L})`,
          String.raw`(?<month>${months}) (?<day>\d{1,2})(?:st|nd|rd|th)?(?![\p{L}\p{N}:%–-]|[.,]\p{N})`,
        ]),
      'gu',
    ),
  es: (months) => new RegExp(String.raw`(?<![\p{L}\p{N}.,])(?<day>1) (?<month>de (?:${months}))(?!\p{L})`, 'giu'),
  it: (months) => new RegExp(String.raw`(?<![\p{L}\p{N}.,])(?<day>1) (?<month>${months})(?!\p{L})`, 'giu'),
  pt: (months) => new RegExp(String.raw`(?<![\p{L}\p{N}.,])(?<day>1) (?<month>de (?:${months}))(?!\p{L})`, 'giu'),
}
