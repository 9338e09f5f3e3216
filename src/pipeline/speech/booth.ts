import type { Script } from '../../dub/script.ts'
import type { Clip } from '../../dub/speech.ts'
import type { Answers, Run } from '../run.ts'
import { speak } from '../stages/speak.ts'
import type { speechQuestions } from './speech-questions.ts'

type Question = ReturnType<typeof speechQuestions>[number] & { readonly speed?: number }

/** Where the lines of a language are spoken, whenever some have to be. */
export type Booth = {
  /**
   * Says lines of the script, by `indices`. `optional`: they are said anew, and the dub can do without. Each call adds to
   * what there is to say in all, for progress.
   */
  readonly say: (
    questions: readonly Question[],
    indices: readonly number[],
    options?: { readonly optional: boolean },
  ) => Promise<Answers<Clip>>
}

/** A few lines at a time, in the language's turn. */
export function boothFor({ language, lines }: Script, run: Run): Booth {
  let before = 0
  return {
    async say(questions, indices, { optional } = { optional: false }) {
      const id = questions[0]?.by.id
      if (id === undefined) return { answers: [], failures: [] }
      const said = before
      const total = said + questions.length
      before = total
      const stage = (done: number) => run.emit({ event: 'stage', language, stage: 'dubbing', done: said + done, total })
      stage(0)
      return run.each(speak, questions, {
        width: run.providers.synthesizer(id).width,
        queue: `synthesizer ${id}`,
        line: (at) => lines[indices[at] ?? at]?.id ?? at + 1,
        onDone: stage,
        optional,
      })
    },
  }
}
