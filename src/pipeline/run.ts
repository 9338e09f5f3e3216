import { createHash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { blobRefsIn } from '../dub/blob.ts'
import { costOf } from '../dub/prices.ts'
import { endsJob, Failure } from '../failure.ts'
import { canonical, type Json } from '../json.ts'
import type { Providers } from '../ports/providers.ts'
import type { Memo } from '../ports/stores.ts'
import type { Budget } from './budget.ts'
import type { Emit, Paid, StepPlace } from './events.ts'
import type { Stage, Tools } from './stage.ts'
import { type Turns, turns } from './turns.ts'

/** Asks to stop: what is under way is finished, nothing new is begun. `tools.signal` cuts off instead. */
export type Stop = { readonly requested: boolean }

export type RunParts = {
  readonly memo: Memo
  readonly tools: Tools
  readonly clock: Clock
  readonly stop: Stop
  readonly budget: Budget
  readonly emit: Emit
}

export type LineFailure = { readonly index: number; readonly failure: Failure }

/** Answers in order; where `failures` has an index, there is none. */
export type Answers<Output> = { readonly answers: readonly Output[]; readonly failures: readonly LineFailure[] }

export type EachOptions = {
  /** How many at a time. */
  readonly width: number
  /**
   * What the work has to pass, where that is narrow: all languages of the run share its width, and have their turn in the
   * order in which they were asked for. So the first is mixed and encoded while the next is spoken; side by side, all would
   * be spoken last of all, and then all be mixed at once.
   */
  readonly queue?: string
  /** Names the line that an input belongs to, for events. */
  readonly line: (index: number) => number | null
  readonly onDone: (done: number) => void
  /** Whether the dub can do without the answers: where they would cost too much, that is a failure like any other, and ends no job. */
  readonly optional?: boolean
}

export type Run = {
  readonly emit: Emit
  /** Who can be asked. What they say of themselves is free. */
  readonly providers: Providers
  /** Whether there is a most that may be spent. */
  readonly bounded: boolean
  /** Keeps money for what is not optional: so much (USD) it is expected to cost from here on. */
  expects(usd: number): void
  /** Answers from memory where it can, and does the work where it must. */
  step<Input extends Json, Output extends Json>(
    stage: Stage<Input, Output>,
    input: Input,
    line?: number | null,
  ): Promise<Output>
  /** What is remembered, if it is; nobody is asked. */
  recall<Input extends Json, Output extends Json>(
    stage: Stage<Input, Output>,
    input: Input,
  ): Promise<Output | undefined>
  /** The same for many inputs. After a failure nothing new is begun, but what is under way is finished and kept: it is paid for. */
  each<Input extends Json, Output extends Json>(
    stage: Stage<Input, Output>,
    inputs: readonly Input[],
    options: EachOptions,
  ): Promise<Answers<Output>>
  /** The same run, on behalf of one language; the lowest rank has its turn first. */
  forLanguage(language: string, rank?: number): Run
}

type Question = {
  readonly stage: Stage<Json, Json>
  readonly input: Json
  readonly key: string
  readonly place: StepPlace
  readonly optional: boolean
}

/** Begins a run. Equal questions asked while one is under way share its answer. */
export function startRun(parts: RunParts): Run {
  const underway = new Map<string, Promise<Json>>()
  let ended: Failure | undefined
  const ask = async (question: Question): Promise<Json> => {
    if (ended) throw ended
    if (parts.stop.requested) throw new Failure('interrupted', 'Stopped.')
    const { key } = question
    const work = underway.get(key) ?? answer(question, parts).finally(() => underway.delete(key))
    underway.set(key, work)
    try {
      return await work
    } catch (error) {
      const failure = Failure.from(error)
      if (isFatal(failure, question)) ended ??= failure // The other languages begin nothing new either.
      throw failure
    }
  }
  return runFor({ language: null, rank: 0 }, ask, { ...parts, queues: new Map() })
}

/** The fingerprint of a question: `sha256(canonical([name, version, input]))`. */
export function keyOf(stage: { readonly name: string; readonly version: number }, input: Json): string {
  return createHash('sha256')
    .update(canonical([stage.name, stage.version, input]))
    .digest('hex')
}

function isFatal(failure: Failure, { optional }: { readonly optional: boolean }): boolean {
  return endsJob(failure) && !(optional && failure.code === 'budget')
}

type Whose = { readonly language: string | null; readonly rank: number }
type SharedParts = RunParts & { readonly queues: Map<string, Turns> }

function runFor({ language, rank }: Whose, ask: (question: Question) => Promise<Json>, parts: SharedParts): Run {
  const asked = async <Output extends Json>(
    { stage, input, line }: { readonly stage: unknown; readonly input: Json; readonly line: number | null },
    optional: boolean,
  ) => {
    const asking = stage as Stage<Json, Json>
    const question = { stage: asking, input, key: keyOf(asking, input), place: { language, line }, optional }
    return (await ask(question)) as Output // The key names the stage, and only this stage writes under it.
  }
  return {
    emit: parts.emit,
    providers: parts.tools.providers,
    bounded: parts.budget.bounded,
    expects: parts.budget.expect,
    async step<Input extends Json, Output extends Json>(
      stage: Stage<Input, Output>,
      input: Input,
      line: number | null = null,
    ) {
      return asked<Output>({ stage, input, line }, false)
    },
    async recall<Input extends Json, Output extends Json>(stage: Stage<Input, Output>, input: Input) {
      return (await recall(keyOf(stage, input), parts.memo, parts.tools)) as Output | undefined
    },
    async each<Input extends Json, Output extends Json>(
      stage: Stage<Input, Output>,
      inputs: readonly Input[],
      { width, queue, line, onDone, optional = false }: EachOptions,
    ) {
      const wait = queue === undefined ? atOnce : queueOf(queue, width, parts)
      const answers: Output[] = []
      const failures: LineFailure[] = []
      const waiting = inputs.entries()
      let done = 0
      const hand = async () => {
        for (const [index, input] of waiting) {
          const leave = await wait(rank)
          try {
            if (failures.length > 0) return
            answers[index] = await asked<Output>({ stage, input, line: line(index) }, optional)
            onDone(++done)
          } catch (error) {
            failures.push({ index, failure: Failure.from(error) })
          } finally {
            leave()
          }
        }
      }
      await Promise.all(Array.from({ length: width }, hand))
      const fatal = failures.find(({ failure }) => isFatal(failure, { optional }))
      if (fatal) throw fatal.failure
      return { answers, failures: failures.sort((a, b) => a.index - b.index) }
    },
    forLanguage: (tag, place = 0) => runFor({ language: tag, rank: place }, ask, parts),
  }
}

function queueOf(name: string, width: number, { queues }: SharedParts): Turns {
  const own = queues.get(name) ?? turns(width)
  queues.set(name, own)
  return own
}

const atOnce: Turns = async () => () => {}

/** The least that a fraction grows by before it is told again: a hundred times is enough for any bar. */
const PROGRESS = 0.01

async function answer({ stage, input, key, place, optional }: Question, parts: RunParts): Promise<Json> {
  const { memo, tools, clock, budget, emit } = parts
  const step = { ...place, stage: stage.name, key }
  const known = await recall(key, memo, tools)
  if (known !== undefined) {
    emit({ ...step, event: 'step-recalled', call: stage.bill !== undefined, worth: paidFor(stage, input, known) })
    return known
  }
  const due = paidFor(stage, input, null)
  using reserved = budget.reserve(due ? due.usd : 0, { optional })
  emit({ ...step, event: 'step-started' })
  const began = clock.now()
  let told = 0
  const progress = (fraction: number) => {
    if (fraction < 1 && fraction < told + PROGRESS) return
    told = fraction
    emit({ ...step, event: 'step-progress', fraction })
  }
  let paid: Paid | undefined
  try {
    const made = await stage.run(input, { ...tools, progress })
    paid = paidFor(stage, input, made)
    reserved.spend(paid?.usd ?? 0)
    const kept = await memo.keep({ key, stage: stage.name, input }, made)
    emit({ ...step, event: 'step-made', ms: Math.max(0, clock.now() - began), paid })
    return kept
  } catch (error) {
    const failure = Failure.from(error)
    if (paid === undefined && due) {
      // Else it was answered, and the answer could not be kept.
      paid = { by: due.by, units: failure.spent, usd: costOf(due.by, failure.spent) }
      reserved.spend(paid.usd ?? 0)
    }
    emit({ ...step, event: 'step-failed', code: failure.code, reason: failure.message, paid })
    throw failure
  }
}

function paidFor(stage: Stage<Json, Json>, input: Json, output: Json): Paid | undefined {
  const due = stage.bill?.(input, output)
  return due && { ...due, usd: costOf(due.by, due.units) }
}

/** An answer from memory, or undefined where there is none, or where a blob that it names is gone. */
async function recall(key: string, memo: Memo, { blobs }: Tools): Promise<Json | undefined> {
  const known = await memo.recall(key)
  if (known === undefined) return undefined
  for (const ref of blobRefsIn(known)) {
    if (await blobs.has(ref)) continue
    await memo.forget(key)
    return undefined
  }
  return known
}
