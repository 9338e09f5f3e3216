import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { AudioFormat, DubRequest, ENGINES, ProviderRef } from '../dub/request.ts'
import { canonical } from '../json.ts'
import type { Job } from '../ports/jobs.ts'
import type { Provider } from '../ports/providers.ts'
import { chooseEngine } from './choose-engine.ts'
import { chooseLanguages } from './choose-languages.ts'
import { chooseVoices } from './choose-voices.ts'
import { readEdits } from './edits.ts'
import { findTrack } from './find-track.ts'
import { findFolder } from './folder.ts'
import { refuseForeign } from './refuse-foreign.ts'
import type { Shop } from './shop.ts'

/** What a person asks for, as they say it. */
export type DubWish = {
  readonly file: string
  readonly background: string | undefined
  readonly from: string | undefined
  readonly languages: readonly string[]
  readonly engine: (typeof ENGINES)[number]
  readonly voices: readonly string[]
  readonly format: AudioFormat
  readonly maxRate: number
  readonly strict: boolean
  readonly take: number
  readonly out: string | undefined
}

/**
 * Turns a wish into a job that is written down. All that can be known to fail fails here, before anything is worked out.
 * The same wish for the same files is the same job; a second run of it goes on, or finds everything done.
 */
export async function submit(
  wish: DubWish,
  shop: Shop,
  signal?: AbortSignal,
): Promise<{ readonly job: Job; readonly notice: string | undefined }> {
  const engine = chooseEngine(wish.engine, shop)
  const trades = {
    transcriber: shop.providers.transcriber(engine.transcriber),
    translator: shop.providers.translator(engine.translator),
    synthesizer: shop.providers.synthesizer(engine.synthesizer),
  }
  const { from, languages } = chooseLanguages(wish, trades)
  if (from !== null) await Promise.all(languages.map(async (to) => trades.translator.ready?.(from, to)))
  const voices = chooseVoices(wish.voices, languages, trades.synthesizer)
  const source = await findTrack(wish.file, shop.blobs, signal)
  const background = wish.background === undefined ? null : await findTrack(wish.background, shop.blobs, signal)
  const folder = await findFolder(wish.file, wish.out)
  await refuseForeign(folder, { track: source, path: resolve(wish.file) }, shop)
  const [transcriber, translator, synthesizer] = await Promise.all([
    refOf(trades.transcriber),
    refOf(trades.translator),
    refOf(trades.synthesizer),
  ])
  const { format, maxRate, strict, take } = wish
  const asked = { source, background, from, languages, engine: engine.name, voices, format, maxRate, strict, take }
  const request: DubRequest = {
    ...asked,
    transcriber,
    translator,
    synthesizer,
    edits: await readEdits(folder, languages),
  }
  const job = await shop.jobs.submit({ id: idOf({ ...asked, folder }), request, source: resolve(wish.file), folder })
  return { job, notice: engine.notice }
}

async function refOf(provider: Provider): Promise<ProviderRef> {
  return { id: provider.id, model: await provider.model() }
}

/** What was asked, by its fingerprint. Edits and provider versions are not in it: they change the answer, not the job. */
function idOf(
  asked: Omit<DubRequest, 'transcriber' | 'translator' | 'synthesizer' | 'edits'> & { readonly folder: string },
): string {
  return `job_${createHash('sha256').update(canonical(asked)).digest('hex').slice(0, 12)}`
}
