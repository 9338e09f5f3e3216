import { baseOf, nameOf, parseLanguage } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import { refuseOwnLanguage } from '../pipeline/hear.ts'
import type { Synthesizer, Transcriber, Translator } from '../ports/providers.ts'

export type Trades = {
  readonly transcriber: Transcriber
  readonly translator: Translator
  readonly synthesizer: Synthesizer
}

export type Languages = { readonly from: string | null; readonly languages: readonly string[] }

/**
 * The languages asked for, spelled the one way, and found to be served, before anything is worked out or paid.
 * @throws {Failure} `usage` for a duplicate, `input` for a language that is unknown, not served, or the source's own.
 */
export function chooseLanguages(
  asked: { readonly from: string | undefined; readonly languages: readonly string[] },
  trades: Trades,
): Languages {
  const languages = asked.languages.map(parseLanguage)
  const twice = languages.find((language, index) => languages.indexOf(language) !== index)
  if (twice !== undefined)
    throw new Failure('usage', `--lang names ${twice} twice.`, { hint: 'Name each language once.' })
  const from = spoken(asked.from, trades.transcriber)
  if (from !== null) refuseOwnLanguage(from, languages)
  for (const language of languages) refuseUnserved(from, language, trades)
  return { from, languages }
}

/** A transcriber of one language need not find out which it is. */
function spoken(asked: string | undefined, transcriber: Transcriber): string | null {
  const { id, languages } = transcriber
  if (asked === undefined) return languages.length === 1 ? (languages[0] ?? null) : null
  const from = parseLanguage(asked)
  if (languages.includes(baseOf(from))) return from
  throw new Failure('input', `${id} does not understand ${nameOf(from)} (--from ${from}).`, {
    hint: `It understands ${languages.join(', ')}.`,
  })
}

/** Where it is not known yet what is spoken, only whether somebody can speak the other language. */
function refuseUnserved(from: string | null, to: string, { translator, synthesizer }: Trades): void {
  if (from !== null && !translator.serves(from, to)) {
    throw new Failure(
      'input',
      `${translator.id} does not translate from ${nameOf(from)} to ${nameOf(to)} (--lang ${to}).`,
      {
        hint: 'See which engine serves which language: ytdub languages',
      },
    )
  }
  if (synthesizer.voices(to).length === 0) {
    throw new Failure('input', `${synthesizer.id} has no voice for ${nameOf(to)} (--lang ${to}).`, {
      hint: 'See which engine serves which language: ytdub languages',
    })
  }
}
