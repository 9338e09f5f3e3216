import type { Json } from '../json.ts'
import type { JobStore, StepNote } from '../ports/jobs.ts'
import type { Answered, Memo } from '../ports/stores.ts'

/** How many earlier questions of a kind are compared with a new one: the newest. */
const COMPARED = 500

/** A step of a job's last run: what was asked, and, where it was worked out anew, what of the question was new. */
export type Reason = StepNote & {
  readonly input: Json | undefined
  /** Paths into the input, the shortest first, which tell most; empty where nothing like it was asked before, or it was recalled. */
  readonly fresh: readonly string[]
  /** Whether it was worked out, and no step of its kind ever had been before. */
  readonly first: boolean
}

/** Why each step of a job's last run was worked out or recalled: its input, held against the nearest earlier one. */
export async function why(id: string, { jobs, memo }: { jobs: JobStore; memo: Memo }): Promise<readonly Reason[]> {
  const steps = await jobs.diary(id)
  const questions = new Map((await memo.questions(steps.map(({ key }) => key))).map((each) => [each.key, each]))
  const earlier = await earlierQuestions(steps, questions, memo)
  const reasons: Reason[] = []
  for (const step of steps) {
    const question = questions.get(step.key)
    const nearest = question && step.outcome === 'made' ? nearestTo(question, earlier.get(step.stage) ?? []) : undefined
    const fresh = question && nearest ? shortestFirst(differences(question.input, nearest.input)) : []
    reasons.push({ ...step, input: question?.input, fresh, first: step.outcome === 'made' && nearest === undefined })
  }
  return reasons
}

/** For each kind of step that was worked out: the questions of its kind that had been answered before this run's first. */
async function earlierQuestions(
  steps: readonly StepNote[],
  questions: ReadonlyMap<string, Answered>,
  memo: Memo,
): Promise<ReadonlyMap<string, readonly Answered[]>> {
  const first = new Map<string, number>()
  for (const { stage, key, outcome } of steps) {
    const at = outcome === 'made' ? questions.get(key)?.at : undefined
    if (at !== undefined) first.set(stage, Math.min(at, first.get(stage) ?? at))
  }
  const earlier = new Map<string, readonly Answered[]>()
  for (const [stage, at] of first) earlier.set(stage, await memo.earlier(stage, at, COMPARED))
  return earlier
}

function nearestTo({ input }: Answered, earlier: readonly Answered[]): Answered | undefined {
  let nearest: { readonly question: Answered; readonly distance: number } | undefined
  for (const question of earlier) {
    const distance = differences(input, question.input).length
    if (!nearest || distance < nearest.distance) nearest = { question, distance }
  }
  return nearest?.question
}

function shortestFirst(paths: readonly string[]): string[] {
  const depth = (path: string) => path.split('.').length
  return paths.toSorted((one, other) => depth(one) - depth(other))
}

/** The paths at which two values differ: `texts.3`, `by.model`. */
export function differences(now: Json, before: Json, path = ''): string[] {
  if (now === before) return []
  if (!isTree(now) || !isTree(before)) return [path === '' ? '(all)' : path]
  const names = [...new Set([...Object.keys(now), ...Object.keys(before)])]
  return names.flatMap((name) => {
    const [mine, theirs] = [now[name] ?? null, before[name] ?? null]
    return differences(mine, theirs, path === '' ? name : `${path}.${name}`)
  })
}

function isTree(value: Json): value is { readonly [name: string]: Json } {
  return value !== null && typeof value === 'object'
}
