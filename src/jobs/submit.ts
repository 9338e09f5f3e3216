import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { DubRequest, ENGINES, ProviderRef, Register } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import { canonical } from '../json.ts'
import type { Job, NewJob } from '../ports/jobs.ts'
import type { Provider } from '../ports/providers.ts'
import { chooseEngine, type Instead } from './choose-engine.ts'
import { chooseLanguages, type Speaker } from './choose-languages.ts'
import { chooseVoices } from './choose-voices.ts'
import { readEdits } from './edits.ts'
import { findTrack } from './find-track.ts'
import { findFolder } from './folder.ts'
import { readGlossary } from './read-glossary.ts'
import { refuseForeign } from './refuse-foreign.ts'
import type { Shop } from './shop.ts'

/** What is asked for just as it is wished. */
const AS_WISHED = [
  'format',
  'maxRate',
  'strict',
  'sync',
  'keepOriginal',
  'keepOriginalTrack',
  'multitrack',
  'burnCaptions',
  'youtube',
  'take',
] as const satisfies readonly (keyof DubRequest)[]
type AsWished = Pick<DubRequest, (typeof AS_WISHED)[number]>

/** What a person asks for, as they say it. */
export type DubWish = AsWished & {
  readonly file: string
  readonly background: string | undefined
  readonly from: string | undefined
  readonly languages: readonly string[]
  readonly engine: (typeof ENGINES)[number]
  /** Who does a trade instead of the engine's own provider. */
  readonly instead: Instead
  readonly voices: readonly string[]
  /** A file of terms. */
  readonly glossary: string | undefined
  readonly register: Register | undefined
  readonly context: string | undefined
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
  refuseForYoutube(wish)
  const engine = chooseEngine(wish.engine, shop, wish.instead)
  const trades = {
    transcriber: shop.providers.transcriber(engine.transcriber),
    translator: shop.providers.translator(engine.translator),
    synthesizers: engine.synthesizers.map(shop.providers.synthesizer),
  }
  const glossary = wish.glossary === undefined ? [] : await readGlossary(wish.glossary)
  const today = new Date(shop.clock.now()).toISOString().slice(0, 10)
  const { from, languages, speakers } = await chooseLanguages(wish, trades, today)
  if (from !== null) await Promise.all(languages.map(async (to) => trades.translator.ready?.(from, to)))
  const voices = chooseVoices(wish.voices, speakers)
  const source = await findTrack(wish.file, shop.blobs, signal)
  const background = wish.background === undefined ? null : await findTrack(wish.background, shop.blobs, signal)
  const folder = await findFolder(wish.file, wish.out)
  await refuseForeign(folder, { track: source, path: resolve(wish.file) }, shop)
  const [transcriber, translator] = await Promise.all([refOf(trades.transcriber), refOf(trades.translator)])
  const { register = null, context = null } = wish
  const tracks = { source, background, from, languages }
  const words = { register, context, glossary }
  const asked = { ...tracks, engine: engine.name, voices, ...words, ...asWished(wish) }
  const request: DubRequest = {
    ...asked,
    transcriber,
    translator,
    synthesizers: await refsOf(speakers),
    cast: Object.fromEntries([...speakers].map(([language, speaker]) => [language, speaker.voices])),
    edits: await readEdits(folder, languages),
  }
  const id = idOf({ ...asked, instead: wish.instead, folder })
  return { job: { id, request, source: resolve(wish.file), folder }, notice: engine.notice }
}

/** @throws {Failure} `usage`, where YouTube would not take what is asked for. */
function refuseForYoutube({ youtube, format }: DubWish): void {
  if (!youtube || format !== 'opus') return
  throw new Failure('usage', 'YouTube takes no Opus files (--youtube --format opus).', {
    hint: 'Leave --format out, or choose m4a, mp3, wav or flac.',
  })
}

function asWished(wish: AsWished): AsWished {
  return Object.fromEntries(AS_WISHED.map((name) => [name, wish[name]])) as AsWished
}

async function refOf(provider: Provider): Promise<ProviderRef> {
  const { id, variant } = provider
  return { id, model: await provider.model(), ...(variant !== undefined && { variant }) }
}

async function refsOf(speakers: ReadonlyMap<string, Speaker>): Promise<Record<string, ProviderRef>> {
  const refs: Record<string, ProviderRef> = {}
  for (const [language, { synthesizer }] of speakers) refs[language] = await refOf(synthesizer)
  return refs
}

/** What was asked, by its fingerprint. Edits and provider versions are not in it: they change the answer, not the job. */
function idOf(
  asked: Omit<DubRequest, 'transcriber' | 'translator' | 'synthesizers' | 'cast' | 'edits'> & {
    readonly instead: Instead
    readonly folder: string
  },
): string {
  const given = Object.entries(asked.instead).filter(([, id]) => id !== undefined)
  // Where in its file a term stands is only for people.
  const glossary = asked.glossary.map(({ term, translations, said, note }) => ({ term, translations, said, note }))
  const told = { ...asked, glossary, instead: Object.fromEntries(given) as Record<string, string> }
  return `job_${createHash('sha256').update(canonical(told)).digest('hex').slice(0, 12)}`
}
