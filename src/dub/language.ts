import { Failure } from '../failure.ts'
import { nearest } from './nearest.ts'

type Language = {
  /** BCP-47 primary subtag. */
  readonly code: string
  /** ISO 639-2/T code, as audio and caption tracks in containers are tagged. */
  readonly iso3: string
}

/** The languages that ytdub knows. Which engine serves which is the engines' own table. */
export const LANGUAGES = [
  { code: 'ar', iso3: 'ara' },
  { code: 'ca', iso3: 'cat' },
  { code: 'de', iso3: 'deu' },
  { code: 'en', iso3: 'eng' },
  { code: 'eo', iso3: 'epo' },
  { code: 'es', iso3: 'spa' },
  { code: 'fr', iso3: 'fra' },
  { code: 'hi', iso3: 'hin' },
  { code: 'it', iso3: 'ita' },
  { code: 'ja', iso3: 'jpn' },
  { code: 'ko', iso3: 'kor' },
  { code: 'nl', iso3: 'nld' },
  { code: 'pt', iso3: 'por' },
  { code: 'ru', iso3: 'rus' },
  { code: 'zh', iso3: 'zho' },
] as const satisfies readonly Language[]

/** A language, and perhaps its script and its region. Extensions, variants and private words are nothing that is spoken. */
const SPOKEN = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/

/**
 * The one spelling of a language tag: `ES` → `es`, `pt-br` → `pt-BR`.
 * @throws {Failure} `input`, where it is no language that ytdub knows.
 */
export function parseLanguage(text: string): string {
  const tag = canonicalTag(text.trim())
  if (tag !== undefined && SPOKEN.test(tag) && LANGUAGES.some(({ code }) => code === baseOf(tag))) return tag
  throw new Failure('input', `${JSON.stringify(text)} is not a language that ytdub knows.`, {
    hint: `${similarTo(text.trim())}Known are ${LANGUAGES.map(({ code }) => code).join(', ')}, with regions such as pt-BR. See: ytdub languages`,
  })
}

/** By codes, also those of three letters, and by the names that languages have in English and in themselves. */
function similarTo(text: string): string {
  const spellings = LANGUAGES.flatMap(({ code, iso3 }) => [
    { spelling: code, code },
    { spelling: iso3, code },
    { spelling: nameOf(code), code },
    { spelling: new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code, code },
  ])
  const near = nearest(
    text,
    spellings.map(({ spelling }) => spelling),
  )
  const codes = near.flatMap((spelling) => spellings.filter((each) => each.spelling === spelling))
  const [best] = codes.map(({ code }) => code)
  return best === undefined ? '' : `Did you mean ${best} (${nameOf(best)})? `
}

/** The language without its region: `pt-BR` → `pt`. */
export function baseOf(tag: string): string {
  return tag.split('-')[0] ?? tag
}

/** The language's name in English, with its region: `Spanish`, `Spanish (Latin America)`; the tag itself where it has none. */
export function nameOf(tag: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' }).of(tag) ?? tag
  } catch {
    return tag // A RangeError: a tag from somewhere else, such as a database, which keeps any text.
  }
}

/** The three-letter code for tracks in containers; `und` where it is not known. */
export function iso3Of(tag: string): string {
  return LANGUAGES.find(({ code }) => code === baseOf(tag))?.iso3 ?? 'und'
}

function canonicalTag(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text)[0]
  } catch {
    return undefined // A RangeError: the text is no language tag at all.
  }
}
