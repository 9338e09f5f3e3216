import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nameOf } from '../dub/language.ts'
import { type Manifest, type ManifestLanguage, manifestSchema } from '../dub/manifest.ts'
import type { Script, ScriptLine } from '../dub/script.ts'
import { Failure } from '../failure.ts'
import { readTimeline, type Timeline } from '../jobs/report/read-timeline.ts'
import type { Job } from '../ports/jobs.ts'
import { budgets } from '../timing/budget.ts'
import { charactersFor } from '../wording/pace.ts'
import { changedLines } from './changed-lines.ts'
import { recordingVersions } from './recordings.ts'
import { readScript } from './script-file.ts'

/** A line as it is to be spoken, and what there is room for. */
export type ReviewedLine = Pick<ScriptLine, 'id' | 'start' | 'end' | 'speaker' | 'source' | 'translated' | 'text'> & {
  readonly voice: string | null
  readonly take: number
  readonly approved: boolean
  /** What another recording would be told by; null where a voice speaks. */
  readonly recording: string | null
  /** What the translation may take, in seconds, and in characters of unhurried speech. */
  readonly budget: { readonly seconds: number; readonly characters: number }
}

export type ReviewedLanguage = {
  readonly language: string
  readonly name: string
  readonly lines: readonly ReviewedLine[]
  /** The voices to choose from. */
  readonly voices: readonly string[]
  /** In whose voice each speaker, from 1, is heard. */
  readonly cast: ManifestLanguage['voices']
  /** What tells one delivered sound from another; null where there is none. */
  readonly sound: string | null
  /** Lines that are not heard as they are written now; none where nothing has been spoken. */
  readonly changed: readonly number[]
  /** Why there is no dub, or none that is fit for what it was asked for. */
  readonly trouble: { readonly message: string; readonly hint: string | null } | null
  readonly failedLines: ManifestLanguage['failed_lines']
}

/** A line, and which lines of its language are not heard as they are written now. */
export type LineState = Pick<ReviewedLanguage, 'changed'> & { readonly line: ReviewedLine }

/** All that the page shows. */
export type ReviewState = {
  readonly job: { readonly id: string; readonly status: Job['status']; readonly message: string }
  readonly source: { readonly name: string; readonly language: string }
  readonly engine: string
  /** The fastest that a line may be played. */
  readonly bound: number
  readonly languages: readonly ReviewedLanguage[]
  /** As the report has it; of languages that have not been spoken, what is said. */
  readonly timeline: Timeline
}

/**
 * How a job's lines stand in its delivered folder.
 * @throws {Failure} `usage`, where no language has a script yet; `input`, where one can no longer be read.
 */
export async function stateOf(job: Job): Promise<ReviewState> {
  const { folder, request } = job
  const scripts = new Map<string, Script>()
  for (const language of request.languages) {
    const script = await readScript(folder, language)
    if (script) scripts.set(language, script)
  }
  const first = [...scripts.values()][0]
  if (!first) throw nothingYet(job)
  const manifest = await deliveredBy(job)
  const drawn = manifest && (await readTimeline(folder))
  const languages: ReviewedLanguage[] = []
  for (const script of scripts.values()) languages.push(await languageOf(script, job, manifest))
  return {
    job: { id: job.id, status: job.status, message: job.message },
    source: { name: request.source.name, language: first.from },
    engine: request.engine,
    bound: request.maxRate,
    languages,
    timeline: withAll(drawn, undrawn([...scripts.values()], durationOf(job, first))),
  }
}

/** How one line stands. @throws {Failure} `usage`, where there is no such line. */
export async function lineStateOf(job: Job, language: string, id: number): Promise<LineState> {
  const script = await readScript(job.folder, language)
  const state = script && (await languageOf(script, job, await deliveredBy(job)))
  const line = state?.lines.find((each) => each.id === id)
  if (line) return { line, changed: state?.changed ?? [] }
  throw new Failure('usage', `There is no line ${id}.`, { hint: 'Reload the page: the script has changed.' })
}

function nothingYet({ id, message }: Job): Failure {
  return new Failure('usage', `Job ${id} has no script to review yet${message === '' ? '' : ` (${message})`}.`, {
    hint: 'Run its ytdub dub command again, with --until translate to look the translation over first.',
  })
}

/** What was delivered to a job’s folder, if it was this job’s. */
export async function deliveredBy({ id, folder }: Job): Promise<Manifest | undefined> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => '')
  try {
    const { data } = manifestSchema.safeParse(JSON.parse(text))
    return data?.job === id ? data : undefined
  } catch {
    return undefined // Nothing has been delivered yet.
  }
}

async function languageOf(script: Script, job: Job, manifest: Manifest | undefined): Promise<ReviewedLanguage> {
  const { language, lines } = script
  const made = manifest?.languages.find((each) => each.language === language)
  const recordings = await recordingVersions(job.folder, language)
  const seconds = budgets(
    lines.map((line) => ({ ...line, text: line.source })),
    durationOf(job, script),
  )
  const sound = soundOf(made)
  return {
    language,
    name: nameOf(language),
    lines: lines.map((line, index) => lineOf(line, { seconds: seconds[index] ?? 0, language, recordings, job })),
    voices: job.request.cast[language] ?? [],
    cast: made?.voices ?? [],
    sound: sound?.sha256.slice(0, 12) ?? null,
    changed: sound ? await changedLines(job, script) : [],
    trouble: made?.error === undefined ? null : { message: made.error, hint: made.hint ?? null },
    failedLines: made?.failed_lines ?? [],
  }
}

/** What a language is heard by. */
export function soundOf(made: ManifestLanguage | undefined) {
  return made?.artifacts.find(({ type }) => type === 'full_mix')
}

type About = {
  readonly seconds: number
  readonly language: string
  readonly recordings: ReadonlyMap<string, string>
  readonly job: Job
}

function lineOf(line: ScriptLine, { seconds, language, recordings, job }: About): ReviewedLine {
  const { id, start, end, speaker, source, translated, text, voice, take, approved } = line
  return {
    id,
    start,
    end,
    speaker,
    source,
    translated,
    text,
    voice: voice ?? null,
    take: take ?? job.request.take,
    approved: approved ?? false,
    recording: recordings.get(String(id)) ?? null,
    budget: { seconds, characters: charactersFor(seconds, language) },
  }
}

/** Seconds; where nobody has measured it, up to the last word. */
function durationOf({ duration }: Job, { lines }: Script): number {
  return duration ?? lines.reduce((most, { end }) => Math.max(most, end), 0)
}

/** What there is to draw before anything has been spoken. */
function undrawn(scripts: readonly Script[], duration: number): Timeline {
  const languages = scripts.map(({ language, lines }) => ({
    language,
    waveform: null,
    lines: lines.map(({ id, start, end, speaker }) => [id, start, end, speaker]),
    complete: false,
  }))
  return { duration, paces: [], source: null, languages }
}

/** What was drawn, and of languages that were not, what there is. */
function withAll(drawn: Timeline | undefined, undrawnYet: Timeline): Timeline {
  if (!drawn) return undrawnYet
  const languages = undrawnYet.languages.map(
    (own) => drawn.languages.find(({ language }) => language === own.language) ?? own,
  )
  return { ...drawn, languages }
}
