import { z } from 'zod'
import { baseOf, LANGUAGES } from '../../dub/language.ts'

const name = z.string().nullish()
const voiceSchema = z.union([z.string(), z.object({ id: name, voice_id: name, name, language: name, gender: name })])
const listSchema = z.union([z.array(voiceSchema), z.object({ voices: z.array(voiceSchema) })])

/** A voice of a server. `language` (BCP-47) and whether it is a woman's: undefined where nobody can tell. */
export type LocalVoice = {
  readonly name: string
  readonly language: string | undefined
  readonly female: boolean | undefined
}

/** Kokoro's names begin with a letter for the language and one for the sex. Source: hexgrad/kokoro, VOICES.md */
const KOKORO: { readonly [letter: string]: string } = {
  a: 'en-US',
  b: 'en-GB',
  e: 'es',
  f: 'fr',
  h: 'hi',
  i: 'it',
  j: 'ja',
  p: 'pt-BR',
  z: 'zh',
}
/** The one that its authors rate best. */
const BEST = 'af_heart'

/** The voices in an answer to GET /audio/voices; undefined where it is no list, or an empty one. */
export function voicesIn(answer: unknown): readonly LocalVoice[] | undefined {
  const { data } = listSchema.safeParse(answer)
  const list = (data === undefined || Array.isArray(data) ? data : data.voices) ?? []
  const voices = list.flatMap((entry) => {
    if (typeof entry === 'string') return [described(entry)]
    const known = entry.id ?? entry.voice_id ?? entry.name
    return known == null ? [] : [described(known, entry.language, entry.gender)]
  })
  return voices.length > 0 ? voices : undefined
}

/**
 * Those that speak a language: its own region's first, women's and men's in turn. A list that names no languages at all
 * is taken for voices that speak every one.
 */
export function voicesFor(voices: readonly LocalVoice[], language: string): readonly string[] {
  const base = baseOf(language)
  if (!LANGUAGES.some(({ code }) => code === base)) return []
  const telling = voices.some((voice) => voice.language !== undefined)
  const fit = telling ? voices.filter((voice) => voice.language && baseOf(voice.language) === base) : voices
  const near = fit.filter((voice) => voice.language === language)
  const far = fit.filter((voice) => voice.language !== language)
  return [...inTurn(near), ...inTurn(far)].map((voice) => voice.name)
}

function described(name: string, language?: string | null, gender?: string | null): LocalVoice {
  const kokoro = /^([a-z])([fm])_/.exec(name)
  // Piper's: en_US-amy-medium.
  const piper = /^([a-z]{2})_([A-Z]{2})-/.exec(name)
  const tag = language?.replace('_', '-') || (piper ? `${piper[1]}-${piper[2]}` : KOKORO[kokoro?.[1] ?? ''])
  const sex = gender?.toLowerCase()[0] ?? kokoro?.[2]
  return { name, language: tag, female: sex === undefined ? undefined : sex === 'f' }
}

function inTurn(voices: readonly LocalVoice[]): readonly LocalVoice[] {
  const best = voices.toSorted((one, other) => Number(other.name === BEST) - Number(one.name === BEST))
  const women = best.filter(({ female }) => female !== false)
  const men = best.filter(({ female }) => female === false)
  const [first, second] = best[0]?.female === false ? [men, women] : [women, men]
  return Array.from({ length: Math.max(women.length, men.length) }, (_, at) => [first[at], second[at]])
    .flat()
    .filter((voice) => voice !== undefined)
}
