import type { DubRequest } from '../../dub/request.ts'
import { noSuchVoice } from '../no-such-voice.ts'
import type { Refusal } from './refusal.ts'
import type { Submission } from './submission.ts'

type Wrong = { readonly field: string; readonly message: string }
type Planned = Pick<DubRequest, 'cast' | 'synthesizers'>

/** Voices that are named at most. */
const MOST = 50

/** Names every voice that a submission asks for and the service does not have, as its field, and those that it has. */
export function unknownVoices(
  { wish, edits }: Pick<Submission, 'wish' | 'edits'>,
  planned: Planned,
): Refusal | undefined {
  const details: Wrong[] = []
  for (const { field, language, voice } of voicesOf(wish.voices, edits)) {
    const message = whyNot(language, voice, planned)
    if (message !== undefined) details.push({ field, message })
    if (details.length === MOST) break
  }
  if (details.length === 0) return undefined
  const message = details.map(({ field, message: what }) => `${field}: ${what}`).join(' ')
  return { refused: 'validation', message, details }
}

type Asked = { readonly field: string; readonly language: string; readonly voice: string }

function* voicesOf(voices: readonly string[], edits: DubRequest['edits']): Generator<Asked> {
  for (const text of voices) {
    const end = text.indexOf('=')
    const target = text.slice(0, end)
    const [language = ''] = target.split(':')
    yield { field: `options.voices.${target}`, language, voice: text.slice(end + 1) }
  }
  for (const [language, lines] of Object.entries(edits)) {
    for (const [line, { voice }] of Object.entries(lines)) {
      if (voice !== undefined) yield { field: `options.edits.${language}.${line}.voice`, language, voice }
    }
  }
}

function whyNot(language: string, voice: string, { cast, synthesizers }: Planned): string | undefined {
  const voices = cast[language]
  if (!voices) return `${language} is not among the languages.`
  if (voices.includes(voice)) return undefined
  const { what, hint } = noSuchVoice({ voice, language }, { id: synthesizers[language]?.id ?? 'nobody', voices })
  return `${what} ${hint}`
}
