import { readFile } from 'node:fs/promises'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { LANGUAGES } from './dub/language.ts'
import { providerNamed } from './dub/provider-named.ts'
import { Failure } from './failure.ts'
import { keysIn } from './jobs/choose-engine.ts'
import type { Shop } from './jobs/shop.ts'
import type { Housekeeping } from './ports/housekeeping.ts'
import type { JobStore } from './ports/jobs.ts'
import type { Media } from './ports/media.ts'
import type { RemoteJobs } from './ports/remote-jobs.ts'
import type { Memo } from './ports/stores.ts'
import type { ProviderSettings } from './providers/registry.ts'
import { openLocalHousekeeping, openLocalStores } from './stores/local/local-stores.ts'

export type App = Shop & AsyncDisposable & { readonly housekeeping: Housekeeping }

/** What looking at jobs needs: no programs, no keys. */
export type Records = AsyncDisposable & {
  readonly jobs: JobStore
  readonly memo: Memo
  /** What is known of jobs at the service with this address; `owner` says who is signed in there. */
  readonly remoteJobs: (service: string, owner?: () => Promise<string | null>) => RemoteJobs
}

/** Opens what purging needs: what runs that are gone have left is still there, to be told of. */
export async function openHousekeeping(
  config: Config,
): Promise<AsyncDisposable & { readonly housekeeping: Housekeeping; readonly clock: Clock }> {
  const housekeeping = await openLocalHousekeeping(config.home, systemClock)
  return { housekeeping, clock: systemClock, [Symbol.asyncDispose]: () => housekeeping[Symbol.asyncDispose]() }
}

/** Opens the records of jobs alone. */
export async function openRecords(config: Config): Promise<Records> {
  return openLocalStores(config.home, systemClock)
}

/**
 * The whole house, put together: configuration in, stores, providers and media out. Nothing is asked of anybody yet.
 * @throws {Failure} `config`, where ffmpeg is missing or the data folder cannot be used.
 */
export async function openApp(config: Config): Promise<App> {
  const trades = await openTrades(config)
  return { ...(await openLocalStores(config.home, systemClock)), ...trades }
}

/** All of a shop but its stores. @throws {Failure} `config`, where ffmpeg is missing. */
export async function openTrades(config: Config): Promise<Omit<Shop, 'jobs' | 'memo' | 'blobs' | 'scratch'>> {
  const [{ findFfmpeg }, { ffmpegMedia }, { ENGINE_PROVIDERS, providers }, version] = await Promise.all([
    import('./media/find-ffmpeg.ts'),
    import('./media/ffmpeg-media.ts'),
    import('./providers/registry.ts'),
    packageVersion(),
  ])
  const { ffmpegPath, searchPath } = config
  const found = await findFfmpeg({ searchPath, ...(ffmpegPath === undefined ? {} : { configured: ffmpegPath }) })
  if (!found) throw noFfmpeg(ffmpegPath)
  return {
    version,
    media: ffmpegMedia(found),
    providers: providers(providerSettings(config)),
    engines: ENGINE_PROVIDERS,
    keys: keysIn(config),
    clock: systemClock,
  }
}

/** What looks at recordings; undefined where there is no ffmpeg, which those who only look can do without. */
export async function openMedia({ ffmpegPath, searchPath }: Config): Promise<Media | undefined> {
  const [{ findFfmpeg }, { ffmpegMedia }] = await Promise.all([
    import('./media/find-ffmpeg.ts'),
    import('./media/ffmpeg-media.ts'),
  ])
  const found = await findFfmpeg({ searchPath, configured: ffmpegPath })
  return found && ffmpegMedia(found)
}

/** What the providers are told of the configuration. */
function providerSettings(config: Config): ProviderSettings {
  const { deepgramApiKey, deepgramBaseUrl, openaiApiKey, openaiBaseUrl, localApiKey: apiKey } = config
  const { sttBaseUrl, llmBaseUrl, ttsBaseUrl, ttsVoices: voices } = config
  return {
    deepgram: { apiKey: deepgramApiKey, baseUrl: deepgramBaseUrl },
    openai: { apiKey: openaiApiKey, baseUrl: openaiBaseUrl },
    local: {
      stt: { apiKey, baseUrl: sttBaseUrl },
      llm: { apiKey, baseUrl: llmBaseUrl },
      tts: { apiKey, baseUrl: ttsBaseUrl, ...(voices && { voices }) },
    },
    models: { stt: modelsOf(config.stt), llm: modelsOf(config.llm), tts: modelsOf(config.tts) },
  }
}

function modelsOf(named: string | undefined): { readonly [provider: string]: string } {
  const { id, model } = providerNamed(named)
  return id === undefined || model === undefined ? {} : { [id]: model }
}

function noFfmpeg(configured: string | undefined): Failure {
  if (configured === undefined) {
    return new Failure('config', 'ffmpeg is not installed.', { hint: 'Install what is missing with: ytdub setup' })
  }
  return new Failure('config', `There is no ffmpeg at ${JSON.stringify(configured)}, which is set as ffmpegPath.`, {
    hint: 'Correct FFMPEG_PATH or the setting ffmpegPath, or leave it out to have ffmpeg found.',
  })
}

/** What an engine hears, and who speaks which language in which voices. */
export type Served = {
  readonly hears: readonly string[]
  readonly speaks: { readonly [language: string]: { readonly synthesizer: string; readonly voices: readonly string[] } }
  /** Why it cannot be said, e.g. of a server that does not answer. */
  readonly trouble?: Failure
}

/** Which languages each engine hears, and which it dubs into from any of those. Of the local engine its servers are asked. `tags`: which languages, regions and all. */
export async function servedLanguages(
  config: Config,
  tags: readonly string[] = LANGUAGES.map(({ code }) => code),
): Promise<Record<string, Served>> {
  const [{ ENGINE_PROVIDERS, providers }, { speakerOf }] = await Promise.all([
    import('./providers/registry.ts'),
    import('./jobs/choose-languages.ts'),
  ])
  const all = providers(providerSettings(config))
  const today = new Date(systemClock.now()).toISOString().slice(0, 10)
  const served: Record<string, Served> = {}
  for (const [engine, trio] of Object.entries(ENGINE_PROVIDERS)) {
    const hears = all.transcriber(trio.transcriber).languages
    const translator = all.translator(trio.translator)
    const synthesizers = trio.synthesizers.map(all.synthesizer)
    const speaks: Record<string, Served['speaks'][string]> = {}
    let trouble: Failure | undefined
    for (const code of tags) {
      if (trouble || !hears.some((from) => from !== code && translator.serves(from, code))) continue
      const speaker = await speakerOf(code, synthesizers, today).catch((error: unknown) => Failure.from(error))
      if (!(speaker instanceof Failure)) speaks[code] = { synthesizer: speaker.synthesizer.id, voices: speaker.voices }
      else if (speaker.code !== 'input') trouble = speaker
    }
    served[engine] = { hears, speaks, ...(trouble && { trouble }) }
  }
  return served
}

/** The version of this ytdub. */
export async function packageVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
