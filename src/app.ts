import { readFile } from 'node:fs/promises'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { LANGUAGES } from './dub/language.ts'
import { Failure } from './failure.ts'
import type { Shop } from './jobs/shop.ts'
import type { JobStore } from './ports/jobs.ts'
import type { Memo } from './ports/stores.ts'
import { openLocalStores } from './stores/local/local-stores.ts'

export type App = Shop & AsyncDisposable

/** What looking at jobs needs: no programs, no keys. */
export type Records = { readonly jobs: JobStore; readonly memo: Memo } & AsyncDisposable

/** Opens the records of jobs alone. */
export async function openRecords(config: Config): Promise<Records> {
  return openLocalStores(config.home, systemClock)
}

/**
 * The whole house, put together: configuration in, stores, providers and media out. Nothing is asked of anybody yet.
 * @throws {Failure} `config`, where ffmpeg is missing or the data folder cannot be used.
 */
export async function openApp(config: Config): Promise<App> {
  const [{ findFfmpeg }, { ffmpegMedia }, { ENGINE_PROVIDERS, providers }, version] = await Promise.all([
    import('./media/find-ffmpeg.ts'),
    import('./media/ffmpeg-media.ts'),
    import('./providers/registry.ts'),
    packageVersion(),
  ])
  const { ffmpegPath, searchPath } = config
  const found = await findFfmpeg({ searchPath, ...(ffmpegPath === undefined ? {} : { configured: ffmpegPath }) })
  if (!found) throw noFfmpeg(ffmpegPath)
  const stores = await openLocalStores(config.home, systemClock)
  return {
    ...stores,
    version,
    media: ffmpegMedia(found),
    providers: providers({}),
    engines: ENGINE_PROVIDERS,
    keys: { deepgram: config.deepgramApiKey !== undefined, openai: config.openaiApiKey !== undefined },
    clock: systemClock,
  }
}

function noFfmpeg(configured: string | undefined): Failure {
  if (configured === undefined) {
    return new Failure('config', 'ffmpeg is not installed.', { hint: 'Install what is missing with: ytdub setup' })
  }
  return new Failure('config', `There is no ffmpeg at ${JSON.stringify(configured)}, which is set as ffmpegPath.`, {
    hint: 'Correct FFMPEG_PATH or the setting ffmpegPath, or leave it out to have ffmpeg found.',
  })
}

/** Which languages each engine hears, and which it dubs into from any of those. */
export async function servedLanguages(): Promise<
  Record<string, { readonly hears: readonly string[]; readonly speaks: readonly string[] }>
> {
  const { ENGINE_PROVIDERS, providers } = await import('./providers/registry.ts')
  const { transcriber, translator, synthesizer } = providers({})
  const served = Object.entries(ENGINE_PROVIDERS).map(([engine, trio]) => {
    const hears = transcriber(trio.transcriber).languages
    const [translates, voice] = [translator(trio.translator), synthesizer(trio.synthesizer)]
    const reached = LANGUAGES.map(({ code }) => code).filter(
      (code) => hears.some((from) => from !== code && translates.serves(from, code)) && voice.voices(code).length > 0,
    )
    return [engine, { hears, speaks: reached }] as const
  })
  return Object.fromEntries(served)
}

/** The version of this ytdub. */
export async function packageVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
