import type { Term } from '../dub/glossary.ts'
import type { DubRequest, ENGINES, ProviderRef, Register } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { Provider } from '../ports/providers.ts'
import { chooseEngine, type Instead } from './choose-engine.ts'
import { chooseLanguages, type Speaker } from './choose-languages.ts'
import { chooseVoices } from './choose-voices.ts'
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

/** What a person asks for, as they say it, but for the recordings. */
export type RequestWish = AsWished & {
  readonly from: string | undefined
  readonly languages: readonly string[]
  readonly engine: (typeof ENGINES)[number]
  /** Who does a trade instead of the engine's own provider. */
  readonly instead: Instead
  readonly voices: readonly string[]
  readonly glossary: readonly Term[]
  readonly register: Register | undefined
  readonly context: string | undefined
}

/** A request that only wants its recordings, and what a person should know of the engine. */
export type PlannedRequest = {
  readonly request: Omit<DubRequest, 'source' | 'background' | 'edits'>
  readonly notice: string | undefined
}

/**
 * Turns a wish into a request. All that can be known to fail without the recordings fails here, before anything is worked
 * out.
 */
export async function planRequest(
  wish: RequestWish,
  shop: Pick<Shop, 'providers' | 'engines' | 'keys' | 'clock'>,
): Promise<PlannedRequest> {
  refuseForYoutube(wish)
  const engine = chooseEngine(wish.engine, shop, wish.instead)
  const trades = {
    transcriber: shop.providers.transcriber(engine.transcriber),
    translator: shop.providers.translator(engine.translator),
    synthesizers: engine.synthesizers.map(shop.providers.synthesizer),
  }
  const today = new Date(shop.clock.now()).toISOString().slice(0, 10)
  const { from, languages, speakers } = await chooseLanguages(wish, trades, today)
  if (from !== null) await Promise.all(languages.map(async (to) => trades.translator.ready?.(from, to)))
  const voices = chooseVoices(wish.voices, speakers)
  const [transcriber, translator] = await Promise.all([refOf(trades.transcriber), refOf(trades.translator)])
  const { register = null, context = null, glossary } = wish
  const request = {
    from,
    languages,
    engine: engine.name,
    voices,
    register,
    context,
    glossary,
    ...asWished(wish),
    transcriber,
    translator,
    synthesizers: await refsOf(speakers),
    cast: Object.fromEntries([...speakers].map(([language, speaker]) => [language, speaker.voices])),
  }
  return { request, notice: engine.notice }
}

/** @throws {Failure} `usage`, where YouTube would not take what is asked for. */
function refuseForYoutube({ youtube, format }: AsWished): void {
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
