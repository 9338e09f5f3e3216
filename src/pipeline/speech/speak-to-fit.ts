import type { FailedLine } from '../../dub/dubbed.ts'
import { type DubRequest, FROM_FILE } from '../../dub/request.ts'
import type { Script } from '../../dub/script.ts'
import type { Clip, Schedule } from '../../dub/speech.ts'
import type { FailureCode } from '../../failure.ts'
import { fit } from '../../timing/fit.ts'
import type { Run } from '../run.ts'
import { questionsAskedBefore } from '../script/questions-asked-before.ts'
import type { LongLine } from '../script/shorten-question.ts'
import { type Source, secondsOf } from '../source/hear.ts'
import { shorten } from '../stages/shorten.ts'
import { TRANSLATOR_QUEUE } from '../translator-queue.ts'
import { type Booth, boothFor } from './booth.ts'
import { clipsFor } from './clips-for.ts'
import { failedLines, stillTooLong } from './failed-lines.ts'
import { rewriteRounds } from './rewrite-rounds.ts'
import { speakAtRates } from './speak-at-rates.ts'
import { speechQuestions } from './speech-questions.ts'

type Parts = {
  readonly source: Source
  readonly request: DubRequest
  /** Clips that a person has spoken themselves, by line id. */
  readonly own: ReadonlyMap<number, Clip>
  readonly warn: (message: string) => void
}

/** A script spoken: its wording, a clip for each line, and where each is heard; or why it could not be. */
type SpokenScript =
  | {
      readonly script: Script
      /** `seconds` is each line's natural length, also where its clip was spoken at the rate at which it is played. */
      readonly clips: readonly Clip[]
      readonly schedule: Schedule
      /** Lines whose wording was made shorter. */
      readonly rewritten: number
    }
  | {
      readonly failed: {
        readonly code: FailureCode
        readonly reason: string
        readonly hint?: string | undefined
        readonly failedLines: readonly FailedLine[]
      }
    }

/**
 * Speaks a script, but for what a person has recorded of it, and fits it to the source. Lines that are too long are worded shorter and spoken anew, but never those
 * that a person worded; where a voice can hurry by itself, it does so instead of being stretched.
 */
export async function speakToFit(script: Script, parts: Parts, run: Run): Promise<SpokenScript> {
  const { source, request, warn, own } = parts
  const { maxRate, sync, translator } = request
  const booth = boothFor(script, run)
  sayStray(script, own, warn)
  const { answers, failures } = await clipsFor(script, own, request, booth)
  if (failures.length > 0) return { failed: failedLines(script, failures) }
  const fitted = (clips: readonly Clip[]) =>
    fit(source.transcript.lines, clips, { duration: secondsOf(source), maxRate, sync })
  const first = { wordings: script.lines.map(({ text }) => text), clips: answers, schedule: fitted(answers) }
  const isRecorded = (index: number) => own.has(script.lines[index]?.id ?? 0)
  const isOwn = (index: number) => isRecorded(index) || isWorded(script, index, request)
  const canShorten = translator.id !== FROM_FILE.id && run.providers.translator(translator.id).shorten !== undefined
  const best = !canShorten
    ? first
    : await rewriteRounds(first, {
        fit: fitted,
        mayReword: (index) => !isOwn(index),
        reword: (long) => reword(long, script, parts, run),
        respeak: (wordings) => respeak(wordings, script, parts, booth),
      })
  const delivered = withWordings(script, best.wordings)
  stillTooLong(delivered, best, { isOwn, isRecorded, helper: canShorten ? undefined : translator.id }).forEach(warn)
  const clips = await speakAtRates(delivered, best, { request, warn, say: booth.say, isRecorded }, run)
  const rewritten = best.wordings.filter((wording, index) => wording !== first.wordings[index]).length
  return { script: delivered, clips, schedule: best.schedule, rewritten }
}

function sayStray({ language, lines }: Script, own: Parts['own'], warn: Parts['warn']): void {
  const ids = new Set(lines.map(({ id }) => id))
  const stray = [...own.keys()].filter((id) => !ids.has(id))
  if (stray.length > 0) warn(`Recordings in ${language}/lines of lines that are not there: ${stray.join(', ')}.`)
}

/** Whether a person has given the line words of their own. */
function isWorded({ language, lines }: Script, index: number, { edits, scripts }: DubRequest): boolean {
  if (scripts?.[language] !== undefined) return true
  const line = lines[index]
  const edit = line && edits[language]?.[line.id]
  return edit !== undefined && edit.source === line?.source && edit.text !== undefined
}

/** Asks the translator for shorter wordings. What fails leaves a line as it is, and is said: the dub can do without. */
async function reword(long: readonly LongLine[], { language }: Script, { source, request, warn }: Parts, run: Run) {
  const questions = await questionsAskedBefore(long, { language, transcript: source.transcript, request }, run)
  const { answers, failures } = await run.each(shorten, questions, {
    width: run.providers.translator(request.translator.id).width,
    queue: TRANSLATOR_QUEUE,
    line: (at) => questions[at]?.lines[0]?.id ?? null,
    onDone: () => {},
    optional: true,
  })
  if (failures[0]) warn(`Not all lines that are too long could be worded shorter. ${failures[0].failure.message}`)
  return new Map(
    long.flatMap(({ index }, at) => {
      const wording = answers[at]?.texts[0]
      return wording ? [[index, wording] as const] : []
    }),
  )
}

/** Says lines in their new wording. A line that cannot be said keeps its clip. */
async function respeak(
  wordings: ReadonlyMap<number, string>,
  script: Script,
  { request, warn }: Parts,
  { say }: Booth,
) {
  const lines = script.lines.map((line, index) => ({ ...line, text: wordings.get(index) ?? line.text }))
  const all = speechQuestions(lines, script.language, request)
  const indices = [...wordings.keys()]
  const { answers, failures } = await say(
    indices.flatMap((index) => all[index] ?? []),
    indices,
    { optional: true },
  )
  if (failures[0]) warn(`Not all shorter wordings could be spoken. ${failures[0].failure.message}`)
  return new Map(indices.flatMap((index, at) => (answers[at] ? [[index, answers[at]] as const] : [])))
}

/** A line that was worded anew is the translator's in its new wording. */
function withWordings(script: Script, wordings: readonly string[]): Script {
  const lines = script.lines.map((line, index) => {
    const text = wordings[index] ?? line.text
    return text === line.text ? line : { ...line, text, translated: text }
  })
  return { ...script, lines }
}
