import type { DubRequest } from '../../dub/request.ts'
import type { Transcript } from '../../dub/speech.ts'
import type { ShorterAim } from '../../wording/shorter-by.ts'
import type { Run } from '../run.ts'
import { termsFor } from './terms-for.ts'

/** A line that is too long, by index, as it is worded now, and what it should come to. */
export type LongLine = ShorterAim & { readonly index: number; readonly wording: string }

type Parts = { readonly language: string; readonly transcript: Transcript; readonly request: DubRequest }

/**
 * What the translator is asked about lines that are too long (in order): those near each other together, with those around
 * them, so that a line elsewhere is no reason to ask for these again.
 */
export function shortenQuestions(
  long: readonly LongLine[],
  { language, transcript, request }: Parts,
  { providers }: Pick<Run, 'providers'>,
) {
  const { language: from, lines } = transcript
  const { translator: by, glossary, register, context } = request
  const { batch } = providers.translator(by.id)
  const texts = lines.map(({ text }) => text)
  return neighbours(long, batch).map((group) => {
    const [first, last] = [group[0]?.index ?? 0, group.at(-1)?.index ?? 0]
    return {
      lines: group.map(({ index, wording, seconds, wanted, characters }) => {
        const { id, text, speaker } = lines[index]!
        return { id, text, speaker, wording, seconds, wanted, characters }
      }),
      before: texts.slice(Math.max(0, first - batch.around), first),
      after: texts.slice(last + 1, last + 1 + batch.around),
      from,
      to: language,
      glossary: termsFor(texts.slice(first, last + 1), language, glossary),
      register,
      context,
      by,
    }
  })
}

/** Groups of at most so many lines, none farther from the one before than it can be seen. */
function neighbours(
  long: readonly LongLine[],
  batch: { readonly lines: number; readonly around: number },
): readonly (readonly LongLine[])[] {
  const groups: LongLine[][] = []
  for (const line of long) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    const isNear = before !== undefined && line.index - before.index <= batch.around
    if (group && isNear && group.length < batch.lines) group.push(line)
    else groups.push([line])
  }
  return groups
}
