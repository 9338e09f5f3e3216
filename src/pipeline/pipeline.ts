import type { BlobRef } from '../dub/blob.ts'
import type { Dubbed, LanguageDub } from '../dub/dubbed.ts'
import type { DubRequest } from '../dub/request.ts'
import type { Script } from '../dub/script.ts'
import { endsJob, Failure } from '../failure.ts'
import { fit } from '../timing/fit.ts'
import { measureSync } from '../timing/sync.ts'
import { toSamples } from '../timing/to-samples.ts'
import { artifactsOf } from './artifacts.ts'
import { hearBackground } from './background.ts'
import { failedLines, overBound, tooFast } from './failed-lines.ts'
import { hear, type Source, secondsOf } from './hear.ts'
import { SAMPLE_RATE } from './master.ts'
import type { Run } from './run.ts'
import { render } from './stages/render.ts'
import { speak } from './stages/speak.ts'
import { writeScript } from './write-script.ts'

/** LUFS, integrated: what the large video platforms play at. */
const LOUDNESS = -14
/** dBTP before the encoder, which may add up to a decibel to a peak: what is delivered stays under −1. */
const CEILING = -2
/** Lines of a language that are spoken at a time. */
const WIDTH = 4

/** The whole of dubbing, from a recording to a dub for each language, all of them side by side. */
export async function dub(request: DubRequest, run: Run): Promise<Dubbed> {
  const source = await hear(request, run)
  const background = await hearBackground(request.background, source, run)
  const shared = [...source.warnings, ...(background?.warnings ?? [])]
  for (const message of shared) run.emit({ event: 'warning', language: null, message })
  const parts = { source, background: background?.samples ?? null, request, shared }
  // Settled, not raced: when one is stopped, the calls of the others are still finished and kept.
  const dubs = await Promise.allSettled(
    request.languages.map((language) => dubInto(language, parts, run.forLanguage(language))),
  )
  const { transcript, video } = source
  return {
    transcript,
    duration: secondsOf(source),
    video,
    backgroundDuration: background?.duration ?? null,
    dubs: dubs.map(valueFrom),
  }
}

function valueFrom<Value>(settled: PromiseSettledResult<Value>): Value {
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}

type Parts = {
  readonly source: Source
  /** Raw samples, as `decode` gives them. */
  readonly background: BlobRef | null
  readonly request: DubRequest
  /** Warnings that hold for every language. */
  readonly shared: readonly string[]
}

/** One language. What fails here is its own: the others go on. */
async function dubInto(
  language: string,
  { source, background, request, shared }: Parts,
  run: Run,
): Promise<LanguageDub> {
  const { lines } = source.transcript
  const warnings = [...shared]
  const outcome = { language, lines: lines.length, warnings }
  const warn = (message: string) => {
    warnings.push(message)
    run.emit({ event: 'warning', language, message })
  }
  const tell = (stage: 'mixing' | 'exporting' | 'complete') =>
    run.emit({ event: 'stage', language, stage, done: 0, total: 1 })

  try {
    const script = await writeScript({ language, transcript: source.transcript, request, warn }, run)
    const { answers: clips, failures } = await sayLines(script, request, run)
    if (failures.length > 0) return { ...outcome, status: 'error', ...failedLines(script, failures) }

    const schedule = fit(lines, clips, { duration: secondsOf(source), maxRate: request.maxRate })
    const hasty = overBound(script, schedule, request.maxRate)
    if (request.strict && hasty.length > 0) return { ...outcome, status: 'error', ...tooFast(hasty) }
    for (const { reason } of hasty) warn(reason)

    tell('mixing')
    const placed = toSamples(schedule, SAMPLE_RATE, source.length)
    const rendered = await run.step(render, {
      clips: clips.map(({ audio }, index) => ({ audio, at: placed[index]!.at, length: placed[index]!.length })),
      background,
      length: source.length,
      format: request.format,
      language,
      loudness: LOUDNESS,
      ceiling: CEILING,
    })

    tell('exporting')
    const artifacts = await artifactsOf({ script, schedule, rendered, source, request, warn }, run)
    const over_bound = hasty.map(({ line }) => line)
    const sync = { ...measureSync(lines, clips, schedule, secondsOf(source)), rewritten: 0, over_bound }
    const spoken = script.lines.map((line, index) => ({ line, placement: schedule.placements[index]! }))
    tell('complete')
    return { ...outcome, status: 'complete', artifacts, spoken, sync, loudness: rendered.loudness }
  } catch (error) {
    const failure = Failure.from(error)
    if (endsJob(failure)) throw failure
    return { ...outcome, status: 'error', code: failure.code, reason: failure.message, failedLines: [] }
  }
}

/** Speaks every line of a script, a few at a time. */
function sayLines({ language, lines }: Script, { synthesizer: by, voices, take }: DubRequest, run: Run) {
  const stage = (done: number) => run.emit({ event: 'stage', language, stage: 'dubbing', done, total: lines.length })
  stage(0)
  const questions = lines.map(({ text, speaker }) => {
    const voice = voices[`${language}:${speaker + 1}`] ?? voices[language]!
    return { text, voice, language, take, by }
  })
  return run.each(speak, questions, { width: WIDTH, line: (index) => lines[index]?.id ?? index + 1, onDone: stage })
}
