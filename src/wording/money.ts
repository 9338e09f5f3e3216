import type { Figure, Manner } from './manner.ts'
import { unitGender } from './noun-gender.ts'
import { anyWay, partsOf } from './ways.ts'

/** Amounts of money in words: $5, 5 €, £3.50, $2.5 million, 20 EUR. Cents are named as people do: "three dollars fifty". */
export function sayMoney(text: string, manner: Manner): string {
  const names = NAMES[manner.base]
  if (names === undefined) return text
  const scale = String.raw`(?:[ \u00a0\u202f](?<scale>${SCALES[manner.base] ?? '(?!)'})(?![\p{L}])(?: (?:de|di)(?= )| d['’])?)?`
  const amount = `(?<amount>${manner.number})${scale}`
  const sign = Object.keys(SIGNS)
    .map((written) => written.replace('$', String.raw`\$`))
    .join('|')
  const unglued = String.raw`(?<![\p{Script=Latin}\p{N}$])`
  const before = `${unglued}(?<sign>${sign})[ \u00a0\u202f]?${amount}${manner.after}`
  const after = `${manner.before}${amount}[ \u00a0\u202f]?(?<sign>${sign})(?![\\p{Script=Latin}\\p{N}])`
  const pattern = new RegExp(anyWay([before, after]), 'gu')
  const written =
    manner.base === 'en'
      ? text.replace(GLUED, (_, sum: string, letter: string) => `${sum} ${SCALE_OF[letter[0]!.toLowerCase()]!}`)
      : text
  return written.replace(pattern, (...found) => {
    const parts = partsOf(found.at(-1))
    const currency = SIGNS[parts['sign'] ?? '']!
    const forms = names[currency]
    if (forms === undefined) return found[0] as string
    // "a $5 bill" is a five dollar bill.
    const isAdjective = manner.base === 'en' && /\b[Aa]n? $/.test(written.slice(0, found.at(-3) as number))
    return sayAmount(manner.figureOf(parts['amount'] ?? ''), parts['scale'], {
      forms: forms.split('|').slice(0, isAdjective ? 1 : undefined),
      cents: CENTS_ALONE[manner.base]?.[currency],
      manner,
    })
  })
}

/** "$5M", "£2bn", "$10k". */
const GLUED = /([$€£]\d[\d.,]*) ?([kK]|[mM]n?|[bB]n?|[tT]n?)(?![\p{L}\p{N}])/gu
const SCALE_OF: Readonly<Record<string, string>> = { k: 'thousand', m: 'million', b: 'billion', t: 'trillion' }

type Currency = 'dollar' | 'euro' | 'pound' | 'yen' | 'real' | 'rupee' | 'rouble' | 'won'

const SIGNS: Readonly<Record<string, Currency>> = {
  US$: 'dollar',
  $: 'dollar',
  '€': 'euro',
  '£': 'pound',
  '¥': 'yen',
  '￥': 'yen',
  R$: 'real',
  '₹': 'rupee',
  '₽': 'rouble',
  '₩': 'won',
  USD: 'dollar',
  EUR: 'euro',
  GBP: 'pound',
  JPY: 'yen',
}

/** Words between an amount and its currency. */
const SCALES: Readonly<Record<string, string>> = {
  ca: 'milions?|mil milions',
  de: 'Millionen|Milliarden|Billionen|Million|Milliarde|Tausend',
  en: 'thousand|million|billion|trillion',
  es: 'mil millones|millones|millón|mil',
  fr: 'millions?|milliards?',
  it: 'milioni|miliardi|milione|miliardo|mila',
  nl: 'miljoen|miljard|duizend',
  pt: 'milhões|milhão|bilhões|bilhão|mil milhões|mil',
  ru: 'тыс\\.|млн|млрд|тысяч[аи]?|миллион(?:ов|а)?|миллиард(?:ов|а)?',
  hi: 'हज़ार|लाख|करोड़|मिलियन|बिलियन',
  zh: '[万亿]',
  ja: '[万億兆]',
  ko: '[만억조]',
}

/** One, many; in Russian and Arabic one, few, many, and what fractions have. */
const NAMES: Readonly<Record<string, Readonly<Partial<Record<Currency, string>>>>> = {
  ar: {
    dollar: 'دولار|دولارات|دولارًا|دولار',
    euro: 'يورو',
    pound: 'جنيه إسترليني|جنيهات إسترلينية|جنيهًا إسترلينيًا|جنيه إسترليني',
    yen: 'ين',
  },
  ca: { dollar: 'dòlar|dòlars', euro: 'euro|euros', pound: 'lliura|lliures', yen: 'ien|iens' },
  de: {
    dollar: 'Dollar',
    euro: 'Euro',
    pound: 'Pfund',
    yen: 'Yen',
    real: 'Real',
    rupee: 'Rupie|Rupien',
    rouble: 'Rubel',
    won: 'Won',
  },
  en: {
    dollar: 'dollar|dollars',
    euro: 'euro|euros',
    pound: 'pound|pounds',
    yen: 'yen',
    real: 'real|reais',
    rupee: 'rupee|rupees',
    rouble: 'rouble|roubles',
    won: 'won',
  },
  eo: { dollar: 'dolaro|dolaroj', euro: 'eŭro|eŭroj', pound: 'pundo|pundoj', yen: 'eno|enoj' },
  es: {
    dollar: 'dólar|dólares',
    euro: 'euro|euros',
    pound: 'libra|libras',
    yen: 'yen|yenes',
    real: 'real|reales',
    rupee: 'rupia|rupias',
    rouble: 'rublo|rublos',
    won: 'won|wones',
  },
  fr: {
    dollar: 'dollar|dollars',
    euro: 'euro|euros',
    pound: 'livre|livres',
    yen: 'yen|yens',
    real: 'real|reals',
    rupee: 'roupie|roupies',
    rouble: 'rouble|roubles',
    won: 'won|wons',
  },
  hi: { dollar: 'डॉलर', euro: 'यूरो', pound: 'पाउंड', yen: 'येन', rupee: 'रुपया|रुपये' },
  it: {
    dollar: 'dollaro|dollari',
    euro: 'euro',
    pound: 'sterlina|sterline',
    yen: 'yen',
    real: 'real',
    rupee: 'rupia|rupie',
    rouble: 'rublo|rubli',
    won: 'won',
  },
  ja: { dollar: 'ドル', euro: 'ユーロ', pound: 'ポンド', yen: '円' },
  ko: { dollar: '달러', euro: '유로', pound: '파운드', yen: '엔', won: '원' },
  nl: {
    dollar: 'dollar',
    euro: 'euro',
    pound: 'pond',
    yen: 'yen',
    real: 'real',
    rupee: 'roepie',
    rouble: 'roebel',
    won: 'won',
  },
  pt: {
    dollar: 'dólar|dólares',
    euro: 'euro|euros',
    pound: 'libra|libras',
    yen: 'iene|ienes',
    real: 'real|reais',
    rupee: 'rupia|rupias',
    rouble: 'rublo|rublos',
    won: 'won|wones',
  },
  ru: {
    dollar: 'доллар|доллара|долларов|доллара',
    euro: 'евро',
    pound: 'фунт|фунта|фунтов|фунта',
    yen: 'иена|иены|иен|иены',
    rouble: 'рубль|рубля|рублей|рубля',
  },
  zh: { dollar: '美元', euro: '欧元', pound: '英镑', yen: '日元' },
}

/** What stands between whole money and cents; a language not named keeps the decimals. */
const CENTS: Readonly<Record<string, string>> = {
  de: ' ',
  en: ' ',
  es: ' con ',
  fr: ' ',
  it: ' e ',
  nl: ' ',
  pt: ' e ',
}

/** For what is less than one of the currency. */
const CENTS_ALONE: Readonly<Record<string, Readonly<Partial<Record<Currency, string>>>>> = {
  de: { dollar: 'Cent', euro: 'Cent', pound: 'Pence' },
  en: { dollar: 'cents', euro: 'cents', pound: 'pence' },
  es: { dollar: 'centavos', euro: 'céntimos', pound: 'peniques' },
  fr: { dollar: 'cents', euro: 'centimes', pound: 'pence' },
  it: { dollar: 'centesimi', euro: 'centesimi', pound: 'pence' },
  nl: { dollar: 'cent', euro: 'cent', pound: 'pence' },
  pt: { dollar: 'centavos', euro: 'cêntimos', pound: 'pence', real: 'centavos' },
}

function sayAmount(
  figure: Figure,
  scale: string | undefined,
  how: { forms: readonly string[]; cents: string | undefined; manner: Manner },
): string {
  const { manner, forms } = how
  const space = /^(?:ja|zh)$/.test(manner.base) ? '' : ' '
  if (scale !== undefined) {
    return `${manner.say(figure)}${space}${scale}${space}${linked(forms[forms.length > 2 ? 2 : forms.length - 1]!, scale, manner.base)}`
  }
  const cents = CENTS[manner.base]
  const hasCents = cents !== undefined && /^\d\d$/.test(figure.decimals)
  const spoken = hasCents ? { ...figure, decimals: '' } : figure
  const noun = formOf(spoken, forms, manner.language)
  const whole = manner.say(spoken, unitGender(noun, manner.base))
  const ofMillions = /(?:mill[oó]n(?:es)?|milh(?:ão|ões)|millions?|milion[ei])$/u.test(whole)
  const few = manner.say({ whole: `${Number(figure.decimals)}`, decimals: '' })
  if (hasCents && how.cents !== undefined && /^0+$/.test(figure.whole) && Number(figure.decimals) > 1)
    return `${few} ${how.cents}`
  const main = `${whole}${space}${ofMillions ? linked(noun, whole, manner.base) : noun}`
  if (!hasCents || figure.decimals === '00') return main
  return main + cents + few
}

function formOf({ whole, decimals }: Figure, forms: readonly string[], language: string): string {
  const form = new Intl.PluralRules(language).select(Number(`${whole}.${decimals || 0}`))
  if (forms.length > 2) {
    if (decimals !== '') return forms[3]!
    return forms[{ zero: 3, one: 0, two: 0, few: 1, many: 2, other: 3 }[form]]!
  }
  return forms[form === 'one' ? 0 : forms.length - 1]!
}

/** "cinco millones de dólares", "deux millions d’euros"; not behind plain thousands. */
function linked(noun: string, scale: string, base: string): string {
  if (!/^(?:ca|es|fr|it|pt)$/.test(base) || /(?:mil|mila)$/.test(scale)) return noun
  if (base === 'it') return `di ${noun}`
  return /^[aeiou]/.test(noun) && (base === 'fr' || base === 'ca') ? `d’${noun}` : `de ${noun}`
}
