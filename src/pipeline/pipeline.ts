import type { BlobRef } from '../dub/blob.ts'
import type { Artifact, Dubbed, LanguageDub } from '../dub/dubbed.ts'
import type { DubRequest } from '../dub/request.ts'
import type { Script } from '../dub/script.ts'
import { endsJob, Failure } from '../failure.ts'
import { fit } from '../timing/fit.ts'
import { measureSync } from '../timing/sync.ts'
import { toSamples } from '../timing/to-samples.ts'
import { artifactsOf, scriptArtifact } from './artifacts.ts'
import { hearBackground } from './background.ts'
import { castDoubts } from './cast.ts'
import { estimate } from './estimate.ts'
import type { Estimate, Until } from './events.ts'
import { failedLines, overBound, tooFast } from './failed-lines.ts'
import { hear, type Source, secondsOf } from './hear.ts'
import { SAMPLE_RATE } from './master.ts'
import { prepare } from './prepare.ts'
import type { Run } from './run.ts'
import { speechQuestions } from './speech-questions.ts'
import { render } from './stages/render.ts'
import { speak } from './stages/speak.ts'
import { type Turns, turns } from './turns.ts'
import { writeScript } from './write-script.ts'

/** LUFS, integrated: what the large video platforms play at. */
const LOUDNESS = -14
/** dBTP before the encoder, which may add up to a decibel to a peak: what is delivered stays under −1. */
const CEILING = -2
/** The whole of dubbing, from a recording to a dub for each language, all of them side by side. */
export async function dub(request: DubRequest, run: Run, until?: Until): Promise<Dubbed> {
  const prepared = await prepare(request, run)
  const estimated = await estimate(prepared, request, run, until)
  run.emit({ event: 'estimated', estimate: estimated })
  refuseUnpriced(estimated, run)
  const source = await hear(prepared, request, run)
  const warn = (message: string) => run.emit({ event: 'warning', language: null, message })
  source.warnings.forEach(warn)
  if (until === 'transcribe') return { ...heardAs(source), backgroundDuration: null, dubs: [] }
  const background = await hearBackground(request.background, source, run)
  const shared = [...source.warnings, ...(background?.warnings ?? [])]
  background?.warnings.forEach(warn)
  const parts = {
    source,
    background: background?.samples ?? null,
    request,
    shared,
    until,
    turnsOf: turnsBySynthesizer(run),
  }
  // Settled, not raced: when one is stopped, the calls of the others are still finished and kept.
  const dubs = await Promise.allSettled(
    request.languages.map((language) => dubInto(language, parts, run.forLanguage(language))),
  )
  return { ...heardAs(source), backgroundDuration: background?.duration ?? null, dubs: dubs.map(valueFrom) }
}

/** @throws {Failure} `budget`, where a cost is to be kept and a price is not known. */
function refuseUnpriced({ calls }: Estimate, run: Run): void {
  const unpriced = calls.filter(({ usd }) => usd === undefined)
  if (unpriced.length === 0) return
  const names = [...new Set(unpriced.map(({ by }) => `${by.id} (${by.model})`))].join(', ')
  if (run.bounded) {
    throw new Failure('budget', `The price of ${names} is not known, so that --max-cost cannot be kept.`, {
      hint: 'Leave --max-cost out, or choose another model.',
    })
  }
  run.emit({ event: 'warning', language: null, message: `The price of ${names} is not known: the cost is without it.` })
}

function heardAs(source: Source): Pick<Dubbed, 'transcript' | 'duration' | 'video'> {
  return { transcript: source.transcript, duration: secondsOf(source), video: source.video }
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
  readonly until: Until | undefined
  readonly turnsOf: (synthesizer: string) => Turns
}

/** One language. What fails here is its own: the others go on. */
async function dubInto(
  language: string,
  { source, background, request, shared, until, turnsOf }: Parts,
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

  const artifacts: Artifact[] = []
  try {
    const { transcript } = source
    const script = await writeScript({ language, transcript, duration: secondsOf(source), request, warn }, run)
    artifacts.push(scriptArtifact(script))
    castDoubts([...new Set(lines.map(({ speaker }) => speaker))], language, request).forEach(warn)
    if (until === 'translate') return { ...outcome, status: 'translated', artifacts }
    const { answers: clips, failures } = await sayLines(script, { request, turnsOf }, run)
    if (failures.length > 0) return { ...outcome, status: 'error', ...failedLines(script, failures), artifacts }

    const schedule = fit(lines, clips, { duration: secondsOf(source), maxRate: request.maxRate })
    const hasty = overBound(script, schedule, request.maxRate)
    if (request.strict && hasty.length > 0) return { ...outcome, status: 'error', ...tooFast(hasty), artifacts }
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
    const files = await artifactsOf({ script, schedule, rendered, source, request, warn }, run)
    const over_bound = hasty.map(({ line }) => line)
    const sync = { ...measureSync(lines, clips, schedule, secondsOf(source)), rewritten: 0, over_bound }
    const spoken = script.lines.map((line, index) => ({ line, placement: schedule.placements[index]! }))
    tell('complete')
    return { ...outcome, status: 'complete', artifacts: files, spoken, sync, loudness: rendered.loudness }
  } catch (error) {
    const failure = Failure.from(error)
    if (endsJob(failure)) throw failure
    const { code, message: reason, hint } = failure
    return { ...outcome, status: 'error', code, reason, hint, failedLines: [], artifacts }
  }
}

/** Speaks every line of a script, a few at a time, in its language's turn. */
function sayLines({ language, lines }: Script, { request, turnsOf }: Pick<Parts, 'request' | 'turnsOf'>, run: Run) {
  const stage = (done: number) => run.emit({ event: 'stage', language, stage: 'dubbing', done, total: lines.length })
  stage(0)
  const questions = speechQuestions(lines, language, request)
  const id = questions[0]?.by.id ?? ''
  const { width } = run.providers.synthesizer(id)
  const wait = turnsOf(id)
  const rank = request.languages.indexOf(language)
  return run.each(speak, questions, {
    width,
    line: (index) => lines[index]?.id ?? index + 1,
    onDone: stage,
    turn: () => wait(rank),
  })
}

/**
 * The languages of one synthesizer take turns, in the order in which they were asked for: the first is mixed and encoded
 * while the next is spoken. Side by side, all would be spoken last of all, and then all be mixed at once.
 */
function turnsBySynthesizer({ providers }: Run): (synthesizer: string) => Turns {
  const known = new Map<string, Turns>()
  return (id) => {
    const own = known.get(id) ?? turns(providers.synthesizer(id).width)
    known.set(id, own)
    return own
  }
}
