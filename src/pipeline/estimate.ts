import { costOf } from '../dub/prices.ts'
import type { DubRequest } from '../dub/request.ts'
import type { Line, Transcript } from '../dub/speech.ts'
import { canonical, type Json } from '../json.ts'
import type { Translated } from '../ports/providers.ts'
import { charactersFor } from '../wording/pace.ts'
import type { CallEstimate, Estimate, Until } from './events.ts'
import type { Run } from './run.ts'
import { givenWordings } from './script/given-wordings.ts'
import { scriptOf, translationQuestions } from './script/write-script.ts'
import { SAMPLE_RATE } from './sound/master.ts'
import { givenSource, type Source, secondsOf, sourceOf, transcriptionQuestions } from './source/hear.ts'
import type { Prepared } from './source/prepare.ts'
import { speechQuestions } from './speech/speech-questions.ts'
import type { Stage } from './stage.ts'
import { speak } from './stages/speak.ts'
import { transcribe } from './stages/transcribe.ts'
import { translate } from './stages/translate.ts'

/**
 * What the rest of a dub would ask of providers, and what that costs. Nobody is asked: what is remembered is free and tells
 * the next questions exactly; from where nothing is known, the length of the recording has to do.
 */
export async function estimate(prepared: Prepared, request: DubRequest, run: Run, until?: Until): Promise<Estimate> {
  const { source, exact, calls } = await lookForSource(prepared, request, run)
  if (until === 'transcribe') return { calls, exact }
  for (const language of request.languages) {
    const parts = { language, transcript: source.transcript, duration: secondsOf(source), request }
    const texts = await lookForTexts(parts, { exact, calls }, run)
    if (until === 'translate') continue
    const { lines } = scriptOf(parts, texts)
    const recorded = request.recordings?.[language] ?? {}
    const questions = speechQuestions(lines, language, request).filter((_, at) => !(lines[at]!.id in recorded))
    // Guessed texts are equal only since nobody knows them.
    const spoken = await look(speak, exact ? distinct(questions) : questions, run)
    calls.push({ language, stage: 'speak', by: questions[0]?.by ?? request.translator, ...spoken.tally })
  }
  return { calls, exact }
}

type Known = { readonly exact: boolean; readonly calls: CallEstimate[] }

async function lookForSource(prepared: Prepared, request: DubRequest, run: Run) {
  const given = givenSource(prepared, request)
  const calls: CallEstimate[] = []
  if (given !== undefined) return { source: given, exact: true, calls }
  const { answers, tally } = await look(transcribe, transcriptionQuestions(prepared, request, run), run)
  calls.push({ language: null, stage: 'transcribe', by: request.transcriber, ...tally })
  const source = answers ? sourceOf(prepared, answers, request) : guessed(prepared, request)
  return { source, exact: answers !== undefined, calls }
}

/** Guessed lines are not those that a given translation is for. */
async function lookForTexts(parts: Parameters<typeof scriptOf>[0], { exact, calls }: Known, run: Run) {
  const { language, transcript, request } = parts
  if (request.scripts?.[language] !== undefined) {
    return (exact ? givenWordings({ ...parts, warn: () => {} }) : undefined) ?? textsOf(undefined, transcript)
  }
  const translated = await look(translate, translationQuestions(parts, run), run)
  calls.push({ language, stage: 'translate', by: request.translator, ...translated.tally })
  return textsOf(translated.answers, transcript)
}

/** The translations; what is not known yet is taken to be about as long as what is said. */
function textsOf(answers: readonly Translated[] | undefined, { lines }: Transcript): readonly string[] {
  const texts = answers?.flatMap((answer) => answer.texts) ?? []
  return lines.map(({ text }, index) => texts[index] || text)
}

/** What is said twice in the same way is asked once. */
function distinct<Question extends Json>(questions: readonly Question[]): readonly Question[] {
  return [...new Map(questions.map((question) => [canonical(question), question])).values()]
}

type Looked<Output> = {
  /** All of them, or undefined where one is not known. */
  readonly answers: readonly Output[] | undefined
  readonly tally: Pick<CallEstimate, 'made' | 'recalled' | 'units' | 'usd'>
}

async function look<Input extends Json, Output extends Json>(
  stage: Stage<Input, Output>,
  inputs: readonly Input[],
  run: Run,
): Promise<Looked<Output>> {
  const answers: Output[] = []
  const units: Record<string, number> = {}
  let usd: number | undefined = 0
  let made = 0
  for (const input of inputs) {
    const known = await run.recall(stage, input)
    if (known !== undefined) answers.push(known)
    else {
      made += 1
      const bill = stage.bill?.(input, null)
      const cost = bill && costOf(bill.by, bill.units)
      usd = cost === undefined || usd === undefined ? undefined : usd + cost
      for (const [unit, count] of Object.entries(bill?.units ?? {})) units[unit] = (units[unit] ?? 0) + count
    }
  }
  const tally = { made, recalled: answers.length, units, usd }
  return { answers: made === 0 ? answers : undefined, tally }
}

/** People talk most of the time in what is worth dubbing: the rest of a recording is pauses. */
const SHARE_OF_SPEECH = 0.85
/** Seconds of a line, as transcripts are split. */
const USUAL_LINE = 5

/** As many lines as the recording may have, each as long as they usually are. */
function guessed({ length }: Prepared, { from }: DubRequest): Pick<Source, 'transcript' | 'length'> {
  const language = from ?? 'en'
  const seconds = length / SAMPLE_RATE
  const count = Math.max(1, Math.round(seconds / USUAL_LINE))
  const each = seconds / count
  const text = 'x'.repeat(Math.max(1, Math.round(charactersFor(each * SHARE_OF_SPEECH, language))))
  const lines = Array.from({ length: count }, (_, index): Line => {
    return { id: index + 1, start: index * each, end: (index + SHARE_OF_SPEECH) * each, speaker: 0, text }
  })
  return { transcript: { language, lines }, length }
}
