import { Failure } from '../../failure.ts'
import type { Doubt, LineToTranslate, TextToTranslate } from '../../ports/providers.ts'
import { type Fault, faultOf } from '../../wording/check-translation.ts'
import { inRequest } from '../calls/in-request.ts'
import { readAnswer } from './answer.ts'
import type { Said } from './chat.ts'
import type { Mend } from './prompt.ts'

/** Asks the model once. Costs money. */
export type Ask = (text: TextToTranslate, mend: readonly Mend[]) => Promise<Pick<Said, 'end' | 'content' | 'requestId'>>

type Rounds = {
  /** For people: who translates. */
  readonly vendor: string
  readonly around: number
  readonly ask: Ask
  /** Told of lines that need no further question. */
  readonly settled: (lines: number) => void
}

/** A line, what it became, and what is wrong with that. */
type Settled = { readonly line: LineToTranslate; readonly text: string; readonly fault: Fault | undefined }

/** Rounds after the first, each for the lines that failed in the one before. */
const MORE_ROUNDS = 2
/** Who refuses so many lines one by one will refuse the next ones too. */
const ENOUGH_REFUSED = 3
const REFUSED: Fault = { hard: true, what: 'refused', mend: '' }

/** Lines to ask for, what was wrong with them before, in which round, and how many lines around them are shown. */
type Part = {
  readonly lines: readonly LineToTranslate[]
  readonly mend: readonly Mend[]
  readonly round: number
  readonly around: number
}

/**
 * Translates lines that have words: asks for all at once, checks what comes back, and asks again for what fails the check
 * alone. An answer that was cut off or refused is asked for in halves, down to single lines; refused ones without the
 * lines around them, which may be the reason. What is imperfect after the last round is taken, and doubted.
 * Lines that stay without a usable translation are left.
 * @throws {Failure} `vendor`, where all of them do; it names them.
 */
export async function translateInRounds(
  text: TextToTranslate,
  { vendor, around, ask, settled }: Rounds,
): Promise<RoundsResult> {
  const refused: Settled[] = []
  let request: string | undefined // The last one, which is what support can look up.

  async function settle(part: Part): Promise<readonly Settled[]> {
    const { lines, mend, round } = part
    const said = await ask(excerpt(text, part), mend)
    request = said.requestId
    if (said.end === 'refusal') return await settleRefused(part)
    if (said.end === 'length' && lines.length > 1) return await settleHalves(part)
    const answers = readAnswer(said.end === 'stop' ? said.content : '')
    const first = lines.map((line) => judged(line, answers.get(line.id) ?? [], text))
    const failed = first.filter(({ fault }) => fault !== undefined)
    const isLast = failed.length === 0 || round > MORE_ROUNDS
    settled(isLast ? lines.length : lines.length - failed.length)
    if (isLast) return first
    // Where nothing could be read at all, it is no line's fault.
    const mended = answers.size === 0 ? [] : failed.map(mendOf)
    const again = await settle({ ...part, lines: failed.map(({ line }) => line), mend: mended, round: round + 1 })
    return first.map((one) => again.filter(({ line }) => line === one.line).reduce(better, one))
  }

  async function settleRefused(part: Part): Promise<readonly Settled[]> {
    const alone = { ...part, around: 0 }
    const refuses = refused.length >= ENOUGH_REFUSED
    if (part.lines.length > 1 && !refuses) return await settleHalves(alone)
    if (part.around > 0 && !refuses) return await settle(alone)
    const lost = part.lines.map((line) => ({ line, text: '', fault: REFUSED }))
    refused.push(...lost)
    settled(lost.length)
    return lost
  }

  async function settleHalves({ lines, mend, ...part }: Part): Promise<readonly Settled[]> {
    const half = Math.ceil(lines.length / 2)
    const [first, second] = [lines.slice(0, half), lines.slice(half)]
    return [
      ...(await settle({ ...part, lines: first, mend: ofLines(mend, first) })),
      ...(await settle({ ...part, lines: second, mend: ofLines(mend, second) })),
    ]
  }

  const all = await settle({ lines: text.lines, mend: [], round: 1, around })
  return results({ vendor, request }, all)
}

/** `left`: lines without a text that could be used, never all of them. */
type RoundsResult = {
  readonly texts: ReadonlyMap<number, string>
  readonly doubts: readonly Doubt[]
  readonly left: readonly Doubt[]
}

/** A quotation may stand in the target language already. Of this many lines, most do not. */
const SOME = 4

/** Who was asked, and the vendor's number of the last call. */
type Asked = { readonly vendor: string; readonly request: string | undefined }

function results(asked: Asked, all: readonly Settled[]): RoundsResult {
  const hard = all.filter(({ fault }) => fault?.hard === true)
  if (hard.length === all.length) throw unusable(asked, hard)
  const untouched = all.filter(({ fault }) => fault?.what === 'not translated')
  if (all.length >= SOME && untouched.length > all.length / 2) throw unusable(asked, untouched)
  const faulty = all.filter(({ fault }) => fault !== undefined)
  return {
    texts: new Map(all.map(({ line, text, fault }) => [line.id, fault?.hard === true ? '' : text])),
    doubts: faulty.filter(({ fault }) => fault?.hard === false).map(doubtOf),
    left: hard.map(doubtOf),
  }
}

function doubtOf({ line: { id }, fault }: Settled): Doubt {
  return { id, what: fault?.what ?? '' }
}

/** Some of the lines, and what is said around them. */
function excerpt(text: TextToTranslate, { lines, around }: Part): TextToTranslate {
  const texts = text.lines.map((line) => line.text)
  const [first, last] = [lines.at(0), lines.at(-1)].map((end) => text.lines.findIndex((line) => line.id === end?.id))
  const before = [...text.before, ...texts.slice(0, first)]
  const after = [...texts.slice((last ?? -1) + 1), ...text.after]
  return { ...text, lines, before: before.slice(Math.max(0, before.length - around)), after: after.slice(0, around) }
}

function judged(line: LineToTranslate, answers: readonly string[], text: TextToTranslate): Settled {
  return { line, text: answers[0] ?? '', fault: faultOf(line, answers, text) }
}

function mendOf({ line: { id }, text, fault }: Settled): Mend {
  return { id, text: text === '' ? null : text, wrong: fault?.mend ?? '' }
}

function ofLines(mend: readonly Mend[], lines: readonly LineToTranslate[]): readonly Mend[] {
  return mend.filter(({ id }) => lines.some((line) => line.id === id))
}

/** A later try is better unless it cannot be used and the earlier one can. */
function better(earlier: Settled, later: Settled): Settled {
  return later.fault?.hard === true && earlier.fault?.hard === false ? earlier : later
}

/** So many are named; the others are counted. */
const NAMED = 5

function unusable({ vendor, request }: Asked, lines: readonly Settled[]): Failure {
  const named = lines.slice(0, NAMED).map(({ line: { id }, fault }) => `line ${id} (${fault?.what ?? ''})`)
  const others = lines.length > NAMED ? ` and ${lines.length - NAMED} more` : ''
  return new Failure(
    'vendor',
    `${vendor} gives no usable translation of ${named.join(', ')}${others}${inRequest(request)}.`,
    {
      hint: 'What is done is kept. Run the same command again, or let another model translate: --llm openai:gpt-6.1-terra',
    },
  )
}
