import type { LineToShorten, TextToShorten } from '../../ports/providers.ts'
import { faultOf } from '../../wording/check-translation.ts'
import { readAnswer } from './answer.ts'
import type { Said } from './chat.ts'
import type { Mend } from './prompt.ts'

/** Asks the model once. Costs money. */
type Ask = (lines: readonly LineToShorten[], mend: readonly Mend[]) => Promise<Pick<Said, 'end' | 'content'>>

/** The best wording of a line so far, where there is one that can be used, and what is still to be mended. */
type Tried = { readonly line: LineToShorten; readonly best: string | null; readonly mend: Mend | undefined }

/** How often lines are asked for whose answers cannot be used, or are still too long, after the first time. */
const MORE_ROUNDS = 1
/** By how much a wording may exceed what was asked for and is still good enough: a share of it. */
const NEARLY = 0.1

/**
 * Shorter wordings by line id: all are asked for at once, and those that fail the check once more. None for a line whose
 * answers are no shorter, lose what has to be kept, or do not come: what there is already is better then.
 */
export async function shortenInRounds(text: TextToShorten, ask: Ask): Promise<ReadonlyMap<number, string>> {
  let tried: readonly Tried[] = text.lines.map((line) => ({ line, best: null, mend: undefined }))
  for (let round = 0; round <= MORE_ROUNDS; round++) {
    const open = round === 0 ? tried : tried.filter(({ mend }) => mend !== undefined)
    if (open.length === 0) break
    const said = await ask(
      open.map(({ line }) => line),
      open.flatMap(({ mend }) => mend ?? []),
    )
    const answers = readAnswer(said.end === 'stop' ? said.content : '')
    tried = tried.map((one) => (open.includes(one) ? judged(one, answers.get(one.line.id) ?? [], text) : one))
  }
  return new Map(tried.flatMap(({ line, best }) => (best === null ? [] : [[line.id, best] as const])))
}

function judged({ line, best }: Tried, answers: readonly string[], text: TextToShorten): Tried {
  const { id, wording, characters } = line
  const [answer = null] = answers
  const mending = (wrong: string, better: string | null = null): Tried => {
    return { line, best: shorterOf(best, better), mend: { id, text: answer, wrong } }
  }
  const fault = faultOf(line, answers, text)
  // What was wrong before is no worse now.
  if (answer === null || (fault && fault.what !== faultOf(line, [wording], text)?.what))
    return mending(fault?.mend ?? '')
  const length = [...answer].length
  const most = `Say it in at most ${characters} characters.`
  if (length >= [...wording].length) return mending(`This is no shorter. ${most}`)
  if (length > characters * (1 + NEARLY)) return mending(`This has ${length} characters. ${most}`, answer)
  return { line, best: shorterOf(best, answer), mend: undefined }
}

function shorterOf(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return [...other].length < [...one].length ? other : one
}
