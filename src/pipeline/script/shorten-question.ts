import type { DubRequest } from '../../dub/request.ts'
import type { Transcript } from '../../dub/speech.ts'
import type { ShorterAim } from '../../wording/shorter-by.ts'
import type { Run } from '../run.ts'
import { termsFor } from './terms-for.ts'

/** A line that is too long, by index, as it is worded now, and what it should come to. */
export type LongLine = ShorterAim & { readonly index: number; readonly wording: string }

export type Parts = { readonly language: string; readonly transcript: Transcript; readonly request: DubRequest }

/**
 * What the translator is asked about a line that is too long: by itself, with what is said around it, so that no other line
 * is a reason to ask for it again. What a person has looked over stays as it is, whatever they change elsewhere.
 */
export function shortenQuestion(
  { index, wording, seconds, wanted, characters }: LongLine,
  { language, transcript, request }: Parts,
  { providers }: Pick<Run, 'providers'>,
) {
  const { language: from, lines } = transcript
  const { translator: by, glossary, register, context } = request
  const { batch, shortenVariant } = providers.translator(by.id)
  const texts = lines.map(({ text }) => text)
  const { id, text, speaker } = lines[index]!
  return {
    lines: [{ id, text, speaker, wording, seconds, wanted, characters }],
    before: texts.slice(Math.max(0, index - batch.around), index),
    after: texts.slice(index + 1, index + 1 + batch.around),
    from,
    to: language,
    glossary: termsFor([text], language, glossary),
    register,
    context,
    by,
    ...(shortenVariant !== undefined && { shortenVariant }),
  }
}
