import type { DubRequest } from '../../dub/request.ts'
import type { Script } from '../../dub/script.ts'
import type { Clip } from '../../dub/speech.ts'
import type { Answers } from '../run.ts'
import type { Booth } from './booth.ts'
import { speechQuestions } from './speech-questions.ts'

/** A clip for each line of a script: a person's own where they have recorded one, by line id, and the others spoken. */
export async function clipsFor(
  { language, lines }: Script,
  own: ReadonlyMap<number, Clip>,
  request: DubRequest,
  { say }: Booth,
): Promise<Answers<Clip>> {
  const all = speechQuestions(lines, language, request)
  const indices = [...lines.keys()].filter((index) => !own.has(lines[index]!.id))
  const { answers, failures } = await say(
    indices.map((index) => all[index]!),
    indices,
  )
  const spoken = new Map(indices.map((index, at) => [index, answers[at]]))
  return {
    // Where one is missing a failure has its index.
    answers: lines.map(({ id }, index) => (own.get(id) ?? spoken.get(index)) as Clip),
    failures: failures.map(({ index, failure }) => ({ index: indices[index] ?? index, failure })),
  }
}
