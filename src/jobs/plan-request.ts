import type { Term } from '../dub/glossary.ts'
import { parseLanguage } from '../dub/language.ts'
import { type DubRequest, type ENGINES, FROM_FILE, type ProviderRef, type Register } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { Provider } from '../ports/providers.ts'
import { chooseEngine, type Instead } from './choose-engine.ts'
import { chooseLanguages, type Speaker } from './choose-languages.ts'
import { chooseVoices } from './choose-voices.ts'
import type { Given } from './read-given.ts'
import type { Shop } from './shop.ts'
import { spokenLanguage } from './spoken-language.ts'

/** What is asked for just as it is wished. */
export const AS_WISHED = [
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
  readonly given?: Given
}

/** A request that only wants its recordings, and what a person should know of the engine. */
export type PlannedRequest = {
  readonly request: Omit<DubRequest, 'source' | 'background' | 'edits' | 'recordings'>
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
  const { given = {}, instead } = wish
  const translated = translatedIn(wish)
  const needed = {
    transcriber: !given.transcript,
    translator: wish.languages.some((tag) => !translated.has(parseLanguage(tag))),
  }
  const engine = chooseEngine(wish.engine, shop, {
    ...instead,
    ...(!needed.transcriber && { transcriber: FROM_FILE.id }),
    ...(!needed.translator && { translator: FROM_FILE.id }),
  })
  const trades = {
    transcriber: needed.transcriber ? shop.providers.transcriber(engine.transcriber) : null,
    translator: needed.translator ? shop.providers.translator(engine.translator) : null,
    synthesizers: engine.synthesizers.map(shop.providers.synthesizer),
  }
  const today = new Date(shop.clock.now()).toISOString().slice(0, 10)
  const asked = { from: spokenLanguage(wish.from, given), languages: wish.languages, translated }
  const { from, languages, speakers } = await chooseLanguages(asked, trades, today)
  const others = languages.filter((language) => !translated.has(language))
  if (from !== null) await Promise.all(others.map(async (to) => trades.translator?.ready?.(from, to)))
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
    ...(given.transcript && from !== null && { transcript: { language: from, lines: given.transcript.lines } }),
    ...(given.scripts && { scripts: given.scripts }),
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

/** The languages whose translation is given. @throws {Failure} `usage`, where one is not dubbed into. */
function translatedIn({ given, languages }: RequestWish): ReadonlySet<string> {
  const translated = Object.keys(given?.scripts ?? {})
  const wanted = languages.map(parseLanguage)
  const other = translated.find((language) => !wanted.includes(language))
  if (other === undefined) return new Set(translated)
  throw new Failure('usage', `--script ${other}=…: ${other} is not among the languages of --lang.`, {
    hint: `Add it: --lang ${[...wanted, other].join(',')}`,
  })
}

function asWished(wish: AsWished): AsWished {
  return Object.fromEntries(AS_WISHED.map((name) => [name, wish[name]])) as AsWished
}

async function refOf(provider: Provider | null): Promise<ProviderRef> {
  if (provider === null) return FROM_FILE
  const { id, variant } = provider
  return { id, model: await provider.model(), ...(variant !== undefined && { variant }) }
}

async function refsOf(speakers: ReadonlyMap<string, Speaker>): Promise<Record<string, ProviderRef>> {
  const refs: Record<string, ProviderRef> = {}
  for (const [language, { synthesizer }] of speakers) refs[language] = await refOf(synthesizer)
  return refs
}
