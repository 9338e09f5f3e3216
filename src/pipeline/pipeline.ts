import type { Artifact, Dubbed, LanguageDub } from '../dub/dubbed.ts'
import type { DubRequest } from '../dub/request.ts'
import { endsJob, Failure } from '../failure.ts'
import { measureSync } from '../timing/sync.ts'
import { toSamples } from '../timing/to-samples.ts'
import { estimate } from './estimate.ts'
import type { Estimate, Until } from './events.ts'
import { artifactsOf, scriptArtifacts } from './files/artifacts.ts'
import { askedInVain } from './files/asked-in-vain.ts'
import { multitrack } from './files/multitrack.ts'
import { unevenEnds } from './files/uneven-ends.ts'
import { youtubeGuide, youtubePackage } from './files/youtube.ts'
import type { Run } from './run.ts'
import { writeScript } from './script/write-script.ts'
import { SAMPLE_RATE } from './sound/master.ts'
import { layersOf, NOTHING_BENEATH } from './source/background.ts'
import { drawing } from './source/drawing.ts'
import { hear, type Source, secondsOf } from './source/hear.ts'
import { prepare } from './source/prepare.ts'
import { castDoubts } from './speech/cast.ts'
import { overBound, tooFast } from './speech/failed-lines.ts'
import { type OwnClips, ownClips } from './speech/own-clips.ts'
import { speakToFit } from './speech/speak-to-fit.ts'
import { tooLong } from './speech/too-long.ts'
import { type Beneath, render } from './stages/render.ts'

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
  run.expects(estimated.calls.reduce((sum, { usd = 0 }) => sum + usd, 0))
  const own = await ownClips(request, run, until)
  const source = await hear(prepared, request, run)
  const warn = (message: string) => run.emit({ event: 'warning', language: null, message })
  source.warnings.forEach(warn)
  if (until === 'transcribe')
    return { ...heardAs(source), backgroundDuration: null, dubs: [], artifacts: [], waveform: null }
  const layers = until === 'translate' ? NOTHING_BENEATH : await layersOf(request, source, run)
  const inVain = [...layers.warnings, ...askedInVain(request, source), ...unevenEnds(request, prepared)]
  inVain.forEach(warn)
  const shared = [...source.warnings, ...inVain]
  const parts = { source, own, beneath: layers.beneath, request, shared, until }
  const drawn = until === 'translate' ? undefined : drawing(request, prepared, run)
  // Settled, not raced: when one is stopped, the calls of the others are still finished and kept.
  const settled = await Promise.allSettled(
    request.languages.map((language, rank) => dubInto(language, parts, run.forLanguage(language, rank))),
  )
  const late: string[] = []
  const note = (message: string) => void late.push(message)
  const waveform = (await drawn?.(note)) ?? null
  const made = settled.map(valueFrom)
  const together = await multitrack(made, { source, request, warn: note }, run)
  late.forEach(warn)
  const dubs = made.map((each) => ({ ...each, warnings: [...each.warnings, ...late] }))
  const artifacts = [...together, ...youtubeGuide(dubs, { request, source, loudness: LOUDNESS })]
  const { backgroundDuration } = layers
  return { ...heardAs(source), backgroundDuration, dubs, artifacts, waveform }
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
  readonly own: OwnClips
  /** What lies beneath every voice. */
  readonly beneath: readonly Beneath[]
  readonly request: DubRequest
  /** Warnings that hold for every language. */
  readonly shared: readonly string[]
  readonly until: Until | undefined
}

/** One language. What fails here is its own: the others go on. */
async function dubInto(
  language: string,
  { source, own, beneath, request, shared, until }: Parts,
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
    artifacts.push(...scriptArtifacts(script))
    castDoubts([...new Set(lines.map(({ speaker }) => speaker))], language, request).forEach(warn)
    if (until === 'translate') return { ...outcome, status: 'translated', artifacts }
    const spoken = await speakToFit(script, { source, request, warn, own: own(language) }, run)
    if ('failed' in spoken) return { ...outcome, status: 'error', ...spoken.failed, artifacts }
    const { clips, schedule, rewritten } = spoken
    artifacts.splice(0, Infinity, ...scriptArtifacts(spoken.script))
    const hasty = overBound(spoken.script, schedule, request.maxRate)
    if (request.strict && hasty.length > 0) return { ...outcome, status: 'error', ...tooFast(hasty), artifacts }
    for (const { reason } of hasty) warn(reason)

    tell('mixing')
    const placed = toSamples(schedule, SAMPLE_RATE, source.length)
    const laid = clips.map(({ audio }, index) => ({ audio, at: placed[index]!.at, length: placed[index]!.length }))
    const target = { loudness: LOUDNESS, ceiling: CEILING, format: request.format, language }
    const rendered = await run.step(render, { clips: laid, beneath, length: source.length, ...target })

    tell('exporting')
    const files = await artifactsOf({ script: spoken.script, schedule, rendered, source, request, warn }, run)
    const uploads = await youtubePackage({ language, files, rendered, source, request, loudness: LOUDNESS }, run)
    artifacts.splice(0, Infinity, ...files, ...uploads.artifacts)
    const measured = { ...measureSync(lines, clips, schedule, secondsOf(source)), rewritten }
    const sync = { ...measured, over_bound: hasty.map(({ line }) => line), shorten: tooLong(spoken.script, spoken) }
    const heard = spoken.script.lines.map((line, index) => ({ line, placement: schedule.placements[index]! }))
    const { loudness, waveform } = rendered
    const made = { ...outcome, artifacts, spoken: heard, sync, loudness, waveform }
    if (uploads.unfit) return { ...made, status: 'error', ...uploads.unfit, failedLines: [] }
    tell('complete')
    return { ...made, status: 'complete' }
  } catch (error) {
    const failure = Failure.from(error)
    if (endsJob(failure)) throw failure
    const { code, message: reason, hint } = failure
    return { ...outcome, status: 'error', code, reason, hint, failedLines: [], artifacts }
  }
}
