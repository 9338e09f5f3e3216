import { baseOf, nameOf, parseLanguage } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import { refuseOwnLanguage } from '../pipeline/source/hear.ts'
import type { Synthesizer, Transcriber, Translator } from '../ports/providers.ts'

export type Trades = {
  /** Null where nobody is needed: a person gives what they would have worked out. */
  readonly transcriber: Transcriber | null
  readonly translator: Translator | null
  /** The first that speaks a language speaks it. */
  readonly synthesizers: readonly Synthesizer[]
}

/** Who speaks a language, in which voices. */
export type Speaker = { readonly synthesizer: Synthesizer; readonly voices: readonly string[] }

export type Languages = {
  readonly from: string | null
  readonly languages: readonly string[]
  readonly speakers: ReadonlyMap<string, Speaker>
}

/**
 * The languages asked for, spelled the one way, and found to be served, before anything is worked out or paid.
 * @param today the day (ISO): vendors end their services.
 * @throws {Failure} `usage` for a duplicate, `input` for a language that is unknown, not served, or the source's own.
 */
export async function chooseLanguages(
  asked: {
    readonly from: string | undefined
    readonly languages: readonly string[]
    /** Those that need no translator. */
    readonly translated?: ReadonlySet<string>
  },
  trades: Trades,
  today: string,
): Promise<Languages> {
  const languages = asked.languages.map(parseLanguage)
  const twice = languages.find((language, index) => languages.indexOf(language) !== index)
  if (twice !== undefined)
    throw new Failure('usage', `--lang names ${twice} twice.`, { hint: 'Name each language once.' })
  const from = spoken(asked.from, trades.transcriber)
  if (from !== null) refuseOwnLanguage(from, languages)
  const speakers = new Map<string, Speaker>()
  for (const language of languages) {
    const { translator } = trades
    const served = from === null || !translator || asked.translated?.has(language) || translator.serves(from, language)
    if (!served) throw notTranslated(from, language, translator)
    speakers.set(language, await speakerOf(language, trades.synthesizers, today))
  }
  return { from, languages, speakers }
}

/** A transcriber of one language need not find out which it is; where there is none, any language will do. */
function spoken(asked: string | undefined, transcriber: Transcriber | null): string | null {
  if (transcriber === null) return asked === undefined ? null : parseLanguage(asked)
  const { id, languages } = transcriber
  if (asked === undefined) return languages.length === 1 ? (languages[0] ?? null) : null
  const from = parseLanguage(asked)
  if (languages.includes(baseOf(from))) return from
  throw new Failure('input', `${id} does not understand ${nameOf(from)} (--from ${from}).`, {
    hint: `It understands ${languages.join(', ')}.`,
  })
}

/** The first synthesizer that has a voice for the language and is still in service. */
export async function speakerOf(language: string, all: readonly Synthesizer[], today: string): Promise<Speaker> {
  for (const synthesizer of all) {
    if (synthesizer.until !== undefined && today >= synthesizer.until) continue
    const voices = await synthesizer.voices(language)
    if (voices.length > 0) return { synthesizer, voices }
  }
  const names = all.map(({ id }) => id)
  const nobody = names.length === 1 ? `${names[0]} has no voice` : `None of ${names.join(', ')} has a voice`
  const gone = all.find(({ until }) => until !== undefined && today >= until)
  const why = gone === undefined ? '' : ` ${gone.id} is no longer served by its vendor, since ${gone.until ?? ''}.`
  throw new Failure('input', `${nobody} for ${nameOf(language)} (--lang ${language}).${why}`, {
    hint: 'See which engine serves which language: ytdub languages',
  })
}

function notTranslated(from: string, to: string, translator: Translator): Failure {
  const what = `${translator.id} does not translate from ${nameOf(from)} to ${nameOf(to)} (--lang ${to}).`
  return new Failure('input', what, { hint: 'See which engine serves which language: ytdub languages' })
}
