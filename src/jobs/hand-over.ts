import { createHash } from 'node:crypto'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact, Dubbed, LanguageDub } from '../dub/dubbed.ts'
import { SCRIPT_SRT, stemOf } from '../dub/dubbed.ts'
import type { Manifest, ManifestArtifact, ManifestLanguage, Usage } from '../dub/manifest.ts'
import type { DubRequest, ProviderRef, Track } from '../dub/request.ts'
import type { Transcript } from '../dub/speech.ts'
import { Failure, type FailureCode } from '../failure.ts'
import { canonical } from '../json.ts'
import { castVoices } from '../pipeline/speech/cast.ts'
import type { Job } from '../ports/jobs.ts'
import { captions } from '../timing/captions.ts'
import { toSrt, toWebVtt } from '../timing/subtitles.ts'
import { type Delivery, deliver, digestOf } from './deliver.ts'
import { readEdits } from './edits.ts'
import { leftOver } from './left-over.ts'
import { report } from './report/report.ts'
import type { Shop } from './shop.ts'
import { srtFirst } from './srt-first.ts'
import { totalCost } from './total-cost.ts'
import type { UsageMeter } from './usage.ts'

/**
 * What was delivered: the manifest and its absolute path, and the code of every language that failed. What is only for
 * review has no manifest, and its path is the folder's.
 */
export type HandedOver = {
  readonly manifest: Manifest | null
  readonly path: string
  readonly failures: readonly FailureCode[]
}

type Finished = {
  readonly job: Job
  readonly dubbed: Dubbed
  readonly usage: Pick<UsageMeter, 'of'>
  readonly warn: (language: string, message: string) => void
  /** Cuts the copying off; what has its name by then is whole. */
  readonly signal: AbortSignal
}

/** Delivers a job's files: source captions and transcript, every language's artifacts, the report, and, last, the manifest. */
export async function handOver({ job, dubbed, usage, warn, signal }: Finished, shop: Shop): Promise<HandedOver> {
  const made = await withoutNewSrt(job, await keepLateEdits(job, dubbed.dubs))
  const dubs = await tellLeftOver(job, { ...dubbed, dubs: made }, warn)
  const total = await totalCost(job, shop)
  const usageOf = (language: string) => {
    const { usd, estimated_usd: estimated, ...rest } = usage.of(language)
    return {
      ...rest,
      usd: roundedUsd(usd),
      estimated_usd: roundedUsd(estimated),
      total_usd: roundedUsd(total(language)),
    }
  }
  const manifest = manifestOf(job, { ...dubbed, dubs }, usageOf, shop)
  const files = [
    ...sourceFiles(job, dubbed),
    ...leftEdits(job, dubs, dubbed.transcript),
    ...dubs.flatMap(languageFiles),
    ...dubbed.artifacts.map(({ fileName, content }) => ({ path: fileName, content })),
  ]
  const about = [
    { path: 'report.html', content: { text: await report(manifest, dubbed, job) } },
    { path: 'manifest.json', content: { text: `${JSON.stringify(manifest, null, 2)}\n` } },
  ]
  await deliver([...(await srtFirst(files, job.folder)), ...about], job.folder, shop, signal)
  return { manifest, path: join(job.folder, 'manifest.json'), failures: failuresOf(dubs) }
}

/** Delivers what there is to look over: the transcript, and every language's script as far as it is there. */
export async function handOverForReview({ job, dubbed, signal }: Finished, shop: Shop): Promise<HandedOver> {
  const dubs = await keepLateEdits(job, dubbed.dubs)
  const files = [
    ...sourceFiles(job, dubbed),
    ...leftEdits(job, dubs, dubbed.transcript),
    ...dubs.flatMap(languageFiles),
  ]
  await deliver(await srtFirst(files, job.folder), job.folder, shop, signal)
  return { manifest: null, path: job.folder, failures: failuresOf(dubs) }
}

function failuresOf(dubs: readonly LanguageDub[]): FailureCode[] {
  return dubs.flatMap((dub) => (dub.status === 'error' ? [dub.code] : []))
}

/** Says of each language, where it is whole, which files of an earlier run stand beside it and are none of it. */
async function tellLeftOver(
  { folder, request }: Job,
  { dubs, artifacts }: Dubbed,
  warn: Finished['warn'],
): Promise<LanguageDub[]> {
  const whole = dubs.filter(({ status }) => status === 'complete')
  const now = new Set([
    ...artifacts.map(({ fileName }) => fileName),
    ...whole.flatMap(languageFiles).map(({ path }) => path),
  ])
  const stem = stemOf(request.source.name)
  const left = await leftOver(
    folder,
    stem,
    whole.map(({ language }) => language),
    now,
  )
  return dubs.map((dub) => {
    const own = left.filter((path) => path.startsWith(`${dub.language}/`) || (!path.includes('/') && dub === whole[0]))
    if (own.length === 0) return dub
    const told = `Left from an earlier run, and not of this dub: ${own.join(', ')}. Delete them, or ask for them again.`
    warn(dub.language, told)
    return { ...dub, warnings: [...dub.warnings, told] }
  })
}

/** A script that a person edited while the job ran is theirs: it is not written over, and the next run speaks it. */
async function keepLateEdits({ folder, request }: Job, dubs: readonly LanguageDub[]): Promise<LanguageDub[]> {
  const now = await readEdits(folder, request.languages)
  return dubs.map((dub) => {
    const { language, warnings } = dub
    if (canonical(now[language] ?? {}) === canonical(request.edits[language] ?? {})) return dub
    const late = `${language}/script.json was edited while this ran. Run again to speak the edits.`
    return { ...dub, warnings: [...warnings, late], artifacts: dub.artifacts.filter(({ type }) => type !== 'script') }
  })
}

/** A script as SubRip is for who looks it over: later runs keep it as it should be where it is, and make none. */
async function withoutNewSrt({ folder }: Job, dubs: readonly LanguageDub[]): Promise<LanguageDub[]> {
  return Promise.all(
    dubs.map(async (dub) => {
      const isThere = await access(join(folder, dub.language, SCRIPT_SRT)).then(
        () => true,
        () => false,
      )
      return isThere ? dub : { ...dub, artifacts: dub.artifacts.filter(({ fileName }) => fileName !== SCRIPT_SRT) }
    }),
  )
}

/** Edits of lines that are no more are not spoken, but somebody wrote them: they are kept beside the script, each time under a name of their own. */
function leftEdits({ request }: Job, dubs: readonly LanguageDub[], { lines }: Transcript): Delivery[] {
  const kept: Delivery[] = []
  const sources = new Map(lines.map(({ id, text }) => [String(id), text]))
  for (const dub of dubs) {
    const edits = Object.entries(request.edits[dub.language] ?? {})
    if (dub.artifacts.every(({ type }) => type !== 'script')) continue // The script is left as it is.
    if (edits.every(([id, { source }]) => sources.get(id) === source)) continue
    // As it was read: what a person does to the file meanwhile is another matter.
    const text = `${JSON.stringify(request.edits[dub.language], null, 2)}\n`
    const name = `script.left-out-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`
    kept.push({ path: `${dub.language}/${name}`, content: { text } })
  }
  return kept
}

/** What the source says, as captions and as data. */
function sourceFiles({ request }: Job, { transcript, duration }: Dubbed): Delivery[] {
  const { language, lines } = transcript
  const shown = captions(lines, language, duration)
  const name = `${stemOf(request.source.name)}.${language}`
  const text = `${JSON.stringify({ transcript: 1, language, lines }, null, 2)}\n`
  return [
    { path: `${name}.srt`, content: { text: toSrt(shown) } },
    { path: `${name}.vtt`, content: { text: toWebVtt(shown) } },
    { path: 'transcript.json', content: { text } },
  ]
}

function languageFiles(dub: LanguageDub): Delivery[] {
  return dub.artifacts.map(({ fileName, content }) => ({ path: `${dub.language}/${fileName}`, content }))
}

type UsageOf = (language: string) => Usage

/** Sums in another order differ in their last bits, which stand for nothing; list prices have no part below a billionth. */
function roundedUsd(usd: number): number {
  return Math.round(usd * 1e9) / 1e9
}

function manifestOf(job: Job, dubbed: Dubbed, usageOf: UsageOf, { version, clock }: Shop): Manifest {
  const { request } = job
  const { dubs, transcript, duration, video, backgroundDuration } = dubbed
  const speakers = new Set(transcript.lines.map((line) => line.speaker)).size
  const complete = dubs.filter(({ status }) => status === 'complete').length
  return {
    manifest: 1,
    ytdub: version,
    job: job.id,
    status: complete === dubs.length ? 'complete' : complete > 0 ? 'partial' : 'error',
    created: new Date(job.createdAt).toISOString(),
    finished: new Date(clock.now()).toISOString(),
    source: { ...trackOf(request.source, duration), language: transcript.language, speakers, video },
    background: request.background && trackOf(request.background, backgroundDuration ?? 0),
    engine: {
      name: request.engine,
      transcriber: request.transcriber,
      translator: request.translator,
      synthesizer: request.synthesizers[request.languages[0] ?? ''] ?? NOBODY,
    },
    languages: dubs.map((dub) => languageOf(dub, { request, transcript, usageOf })),
    artifacts: dubbed.artifacts.map((artifact) => artifactOf(artifact, artifact.fileName)),
  }
}

function trackOf({ name, digest, size }: Track, duration: number) {
  return { file: name, sha256: digest, bytes: size, duration }
}

const NOBODY: ProviderRef = { id: '', model: '' }

type About = { readonly request: DubRequest; readonly transcript: Transcript; readonly usageOf: UsageOf }

function languageOf(dub: LanguageDub, { request, transcript, usageOf }: About): ManifestLanguage {
  const { language, lines, warnings } = dub
  const synthesizer = request.synthesizers[language] ?? NOBODY
  const voices = voicesOf(transcript, language, request)
  const own = recordedIn(transcript, language, request)
  const recorded = own.length > 0 ? { own_recordings: own } : {}
  const common = {
    language,
    synthesizer,
    voices,
    lines,
    ...recorded,
    warnings: [...warnings],
    usage: usageOf(language),
  }
  if (dub.status === 'translated') throw new Failure('internal', 'A dub that is for review has no place in a manifest.')
  const artifacts = dub.artifacts.map((artifact) => artifactOf(artifact, `${language}/${artifact.fileName}`))
  if (dub.status === 'error') {
    return {
      ...common,
      status: 'error',
      failed_lines: [...dub.failedLines],
      artifacts,
      sync: dub.sync ?? null,
      loudness: dub.loudness ?? null,
      error: dub.reason,
      ...(dub.hint !== undefined && { hint: dub.hint }),
    }
  }
  return { ...common, status: 'complete', failed_lines: [], artifacts, sync: dub.sync, loudness: dub.loudness }
}

function voicesOf({ lines }: Transcript, language: string, request: DubRequest): ManifestLanguage['voices'] {
  const cast = castVoices([...new Set(lines.map(({ speaker }) => speaker))], language, request)
  return [...cast].map(([speaker, voice]) => ({ speaker: speaker + 1, voice })).sort((a, b) => a.speaker - b.speaker)
}

function recordedIn({ lines }: Transcript, language: string, { recordings }: DubRequest): number[] {
  const recorded = recordings?.[language] ?? {}
  return lines.flatMap(({ id }) => (id in recorded ? [id] : []))
}

function artifactOf({ type, mime, duration, content }: Artifact, path: string): ManifestArtifact {
  return { type, path, ...digestOf({ content }), mime, duration }
}
