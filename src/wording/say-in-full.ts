import { ABBREVIATIONS } from './abbreviations.ts'

/** Abbreviations of a language (primary subtag) in full. The full stop of one that ends its sentence stays. */
export function sayInFull(text: string, base: string): string {
  const entries = Object.entries(ABBREVIATIONS[base] ?? {})
  return entries
    .sort(([one], [other]) => other.length - one.length)
    .reduce((said, [short, full]) => said.replace(patternOf(short), (...found) => spoken(short, full, found)), text)
}

const PATTERNS = new Map<string, RegExp>()

function patternOf(short: string): RegExp {
  const known = PATTERNS.get(short)
  if (known !== undefined) return known
  const written = short.replace(/[#+]$/, '')
  const first = written[0]!
  const body = written
    .slice(1)
    .replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
    .replaceAll(' ', '[ \u00a0\u202f]?')
  const capital = `[${first}${first.toLocaleUpperCase('und')}]`
  const pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}.])${capital}${body}${lookahead(short)}`, 'gu')
  PATTERNS.set(short, pattern)
  return pattern
}

function lookahead(short: string): string {
  if (short.endsWith('#')) return '[ \u00a0\u202f]?(?=\\p{N})'
  if (short.endsWith('+')) return '(?=[ \u00a0\u202f]\\p{Lu})'
  return short.endsWith('/') ? ' ?(?=\\p{L})' : '(?![\\p{L}\\p{N}])'
}

function spoken(short: string, full: string, found: readonly unknown[]): string {
  const [written, place, text] = [found[0] as string, found.at(-2) as number, found.at(-1) as string]
  const rest = text.slice(place + written.length)
  const isCapital = written[0] !== short[0] && /\p{Lu}/u.test(written[0]!)
  const words = isCapital ? full[0]!.toLocaleUpperCase('und') + full.slice(1) : full
  if (short.endsWith('#') || short.endsWith('/')) return `${words} `
  const ends = written.endsWith('.') && (rest.trim() === '' || /^["'”’»)]*\s+[\p{Lu}¿¡]/u.test(rest))
  return ends && !isTitle(short) && !(CAPITAL_FOLLOWS.has(short) && rest.trim() !== '') ? `${words}.` : words
}

function isTitle(short: string): boolean {
  return short.endsWith('+')
}

/** Those that stand before nouns, which German writes with capitals, and before names. */
const CAPITAL_FOLLOWS = new Set(
  'z. B.|d. h.|u. a.|i. d. R.|bzw.|ca.|evtl.|ggf.|inkl.|vgl.|Mio.|Mrd.|e.g.|i.e.|vs.|approx.|p. ej.|p. ex.|p. es.|ad es.|ekz.|t. e.|bijv.|d.w.z.|o.a.|i.p.v.|m.b.t.|t.o.v.|incl.|excl.|evt.|resp.|Ud.|Uds.|Vd.|env.|aprox.|т. е.|т. к.|напр.|डॉ.|प्रो.'.split(
    '|',
  ),
)
