import { baseOf, type LANGUAGES } from '../dub/language.ts'

type LanguageCode = (typeof LANGUAGES)[number]['code']
/** The usual voice, and the voices of regions, each with the regions (BCP-47) that it is nearest to. */
type Voices = { readonly usual: string; readonly regional?: { readonly [voice: string]: readonly string[] } }

/** The countries whose Spanish is nearest to Latin American. */
const LATIN_AMERICA = '419 AR BO BR BZ CL CO CR CU DO EC GT HN MX NI PA PE PR PY SV US UY VE'.split(' ')

/** eSpeak NG's voices, by language. No other language's voice stands in. */
const VOICES = {
  ar: { usual: 'ar' },
  ca: { usual: 'ca' },
  de: { usual: 'de' },
  en: { usual: 'en-us', regional: { 'en-gb': ['AU', 'GB', 'IE', 'IN', 'NZ', 'ZA'], 'en-029': ['029', 'JM', 'TT'] } },
  eo: { usual: 'eo' },
  es: { usual: 'es', regional: { 'es-419': LATIN_AMERICA } },
  fr: { usual: 'fr-fr', regional: { 'fr-be': ['BE'], 'fr-ch': ['CH'] } },
  hi: { usual: 'hi' },
  it: { usual: 'it' },
  ja: { usual: 'ja' },
  ko: { usual: 'ko' },
  nl: { usual: 'nl' },
  pt: { usual: 'pt', regional: { 'pt-br': ['BR'] } },
  ru: { usual: 'ru' },
  // The plain `cmn` of 1.51 reads most characters by their spelling in Latin letters, in English.
  zh: { usual: 'cmn-latn-pinyin' },
} satisfies Record<LanguageCode, Voices | undefined>

/** Other throats for the same language, far apart first, so that the first few speakers are told apart. */
const VARIANTS = ['', '+f2', '+m3', '+f4', '+m7', '+f3', '+m1', '+f1', '+m5', '+f5', '+m2', '+m8', '+m4', '+m6']

/** The voices of a language, its usual one first; those of its region, where the tag has one that eSpeak NG knows. */
export function espeakVoices(language: string): readonly string[] {
  const code = baseOf(language)
  const voices: Voices | undefined = isKnown(code) ? VOICES[code] : undefined
  if (!voices) return []
  const region = new Intl.Locale(language).region
  const regional = Object.entries(voices.regional ?? {})
  const nearest = regional.find(([, regions]) => region !== undefined && regions.includes(region))?.[0]
  const all = [voices.usual, ...regional.map(([voice]) => voice)]
  const bases = region === undefined ? all : [nearest ?? voices.usual]
  return bases.flatMap((base) => VARIANTS.map((variant) => `${base}${variant}`))
}

function isKnown(code: string): code is LanguageCode {
  return Object.hasOwn(VOICES, code)
}
