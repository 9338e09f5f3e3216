import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { DubRequest } from '../dub/request.ts'
import { canonical } from '../json.ts'
import type { Job, NewJob } from '../ports/jobs.ts'
import { checkLineVoices } from './check-line-voices.ts'
import type { Instead } from './choose-engine.ts'
import { readEdits } from './edits.ts'
import { findRecordings } from './find-recordings.ts'
import { findTrack } from './find-track.ts'
import { findFolder } from './folder.ts'
import { planRequest, type RequestWish } from './plan-request.ts'
import { readGiven } from './read-given.ts'
import { readGlossary } from './read-glossary.ts'
import { refuseForeign } from './refuse-foreign.ts'
import type { Shop } from './shop.ts'

/** What a person asks for, as they say it. */
export type DubWish = Omit<RequestWish, 'glossary' | 'given'> & {
  readonly file: string
  readonly background: string | undefined
  /** A file of terms. */
  readonly glossary: string | undefined
  /** A file with what is said, so that nobody transcribes: SubRip, WebVTT or `transcript.json`. */
  readonly transcript?: string | undefined
  /** Files with translations, so that nobody translates into these languages: `es=talk.es.srt`. */
  readonly scripts?: readonly string[]
  readonly out: string | undefined
}

/** A job as it would be written down, and what a person should know of the engine. */
export type Plan = { readonly job: NewJob; readonly notice: string | undefined }

/**
 * Turns a wish into a job that is written down. The same wish for the same files is the same job; a second run of it goes
 * on, or finds everything done.
 */
export async function submit(
  wish: DubWish,
  shop: Shop,
  signal?: AbortSignal,
): Promise<{ readonly job: Job; readonly notice: string | undefined }> {
  const { job, notice } = await plan(wish, shop, signal)
  return { job: await shop.jobs.submit(job), notice }
}

/** Turns a wish into a job. All that can be known to fail fails here, before anything is worked out. */
export async function plan(wish: DubWish, shop: Shop, signal?: AbortSignal): Promise<Plan> {
  const glossary = wish.glossary === undefined ? [] : await readGlossary(wish.glossary)
  const given = await readGiven(wish.transcript, wish.scripts ?? [])
  const planned = await planRequest({ ...wish, glossary, given }, shop)
  const source = await findTrack(wish.file, shop.blobs, signal)
  const background = wish.background === undefined ? null : await findTrack(wish.background, shop.blobs, signal)
  const folder = await findFolder(wish.file, wish.out)
  await refuseForeign(folder, { track: source, path: resolve(wish.file) }, shop)
  const { languages } = planned.request
  const edits = await readEdits(folder, languages)
  checkLineVoices({ ...planned.request, edits })
  const recordings = await findRecordings(folder, languages, shop.blobs, signal)
  const own = Object.keys(recordings).length > 0 ? { recordings } : {}
  const request: DubRequest = { ...planned.request, source, background, edits, ...own }
  const music = wish.background === undefined ? null : resolve(wish.background)
  const id = idOf(request, wish.instead, folder)
  const job = { id, request, source: resolve(wish.file), background: music, folder }
  return { job, notice: planned.notice }
}

/** What was asked, by its fingerprint. Edits, recordings and provider versions are not in it: they change the answer, not the job. */
function idOf(request: DubRequest, instead: Instead, folder: string): string {
  const { transcriber: _t, translator: _l, synthesizers: _s, cast: _c, ...wanted } = request
  const { edits: _e, recordings: _r, ...asked } = wanted
  const given = Object.entries(instead).filter(([, id]) => id !== undefined)
  // Where in its file a term stands is only for people.
  const glossary = asked.glossary.map(({ term, translations, said, note }) => ({ term, translations, said, note }))
  const told = { ...asked, folder, glossary, instead: Object.fromEntries(given) as Record<string, string> }
  return `job_${createHash('sha256').update(canonical(told)).digest('hex').slice(0, 12)}`
}
