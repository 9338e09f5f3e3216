import type { Manner } from './manner.ts'
import { unitGender } from './noun-gender.ts'

/** Percentages and units of measure by their names (CLDR, by Intl): 5 %, 10 km/h, 21 °C, 8 GB. Squares and cubes are left. */
export function sayMeasures(text: string, manner: Manner): string {
  const units = Object.keys(UNITS)
    .sort((one, other) => other.length - one.length)
    .join('|')
  const pattern = new RegExp(
    `${manner.before}(?<amount>${manner.number})[ \u00a0\u202f]?(?<unit>[%％٪]|${units})(?![\\p{Script=Latin}\\p{N}/²³%°_]|-\\p{N})`,
    'gu',
  )
  return text.replace(pattern, (...found) => {
    const { amount, unit } = found.at(-1) as { amount: string; unit: string }
    return UNITS[unit] === undefined ? sayPercent(amount, manner) : sayUnit(amount, UNITS[unit], manner)
  })
}

/** One letter alone is a unit only where hardly anything else could be meant. */
const UNITS: Readonly<Record<string, string>> = {
  mm: 'millimeter',
  cm: 'centimeter',
  km: 'kilometer',
  m: 'meter',
  mg: 'milligram',
  g: 'gram',
  kg: 'kilogram',
  ml: 'milliliter',
  mL: 'milliliter',
  l: 'liter',
  ms: 'millisecond',
  kB: 'kilobyte',
  KB: 'kilobyte',
  MB: 'megabyte',
  GB: 'gigabyte',
  TB: 'terabyte',
  '°C': 'celsius',
  '℃': 'celsius',
  '°F': 'fahrenheit',
  '°': 'degree',
  'km/h': 'kilometer-per-hour',
  'm/s': 'meter-per-second',
  mph: 'mile-per-hour',
  min: 'minute',
  lb: 'pound',
  lbs: 'pound',
  oz: 'ounce',
}

const PERCENT: Readonly<Record<string, string>> = {
  ar: 'بالمئة',
  ca: 'per cent',
  de: 'Prozent',
  en: 'percent',
  eo: 'procentoj',
  es: 'por ciento',
  fr: 'pour cent',
  hi: 'प्रतिशत',
  it: 'per cento',
  ja: 'パーセント',
  ko: '퍼센트',
  nl: 'procent',
  pt: 'por cento',
  zh: '百分之',
}

function sayPercent(amount: string, manner: Manner): string {
  const name = PERCENT[manner.base]
  if (name === undefined) return sayUnit(amount, 'percent', manner)
  const said = manner.say(manner.figureOf(amount), manner.base === 'de' ? 'masculine' : undefined)
  if (manner.base === 'zh') return name + said
  return `${said}${/^(?:ja|ko)$/.test(manner.base) ? '' : ' '}${name}`
}

function sayUnit(amount: string, unit: string, manner: Manner): string {
  const figure = manner.figureOf(amount)
  const format = new Intl.NumberFormat(manner.language, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    numberingSystem: 'latn',
  })
  // The plural of "1.0" is not that of "1", but no unit of a dub is that exact.
  const parts = format.formatToParts(Number(`${figure.whole}.${figure.decimals || 0}`))
  const name = parts.find(({ type }) => type === 'unit')?.value ?? ''
  const said = manner.say(figure, unitGender(name, manner.base))
  const first = parts.findIndex(({ type }) => type === 'integer')
  const spoken = parts.flatMap(({ type, value }, index) => {
    if (type === 'unit') return [REPLACED[manner.base]?.[value] ?? value]
    return index === first ? [said] : NUMERIC.has(type) ? [] : [value]
  })
  return /^(?:ja|zh)$/.test(manner.base) ? spoken.join('').replaceAll(' ', '') : spoken.join('')
}

/** Parts of the number itself, which is said as a whole. */
const NUMERIC = new Set(['integer', 'group', 'decimal', 'fraction'])

/** Where CLDR's name is not what people say. */
const REPLACED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  nl: { booggraden: 'graden', booggraad: 'graad' },
  zh: { 吉字节: 'GB', 兆字节: 'MB', 太字节: 'TB', 千字节: 'KB' },
}
