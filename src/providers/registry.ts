import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../clock.ts'
import type { EngineName } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { Provider, Providers, Synthesizer, Transcriber, Translator } from '../ports/providers.ts'
import { type ApertiumSettings, apertium } from './apertium.ts'
import type { Pause, VendorAccount, VendorCalls } from './calls/vendor-account.ts'
import { vendorCalls } from './calls/vendor-calls.ts'
import { DEEPGRAM_ACCOUNTS } from './deepgram/account.ts'
import { deepgramSynthesizer } from './deepgram/synthesizer.ts'
import { deepgramTranscriber } from './deepgram/transcriber.ts'
import { type EspeakSettings, espeakNg } from './espeak-ng.ts'
import { localAccount } from './local/local-server.ts'
import { localSynthesizer } from './local/synthesizer.ts'
import { localTranscriber } from './local/transcriber.ts'
import { localTranslator } from './local/translator.ts'
import { OPENAI_CHAT, OPENAI_REALTIME, OPENAI_SPEECH } from './openai/account.ts'
import { openaiRealtimeSpeech } from './openai/realtime-speech.ts'
import { openaiSpeech } from './openai/speech.ts'
import { openaiTranslator } from './openai/translator.ts'
import { type PocketSphinxSettings, pocketsphinx } from './pocketsphinx.ts'

type Vendor = { readonly apiKey?: string | undefined; readonly baseUrl?: string | undefined }

/** What each provider may be told; all of it may be left out. */
export type ProviderSettings = {
  readonly pocketsphinx?: PocketSphinxSettings
  readonly apertium?: ApertiumSettings
  readonly 'espeak-ng'?: EspeakSettings
  readonly deepgram?: Vendor
  readonly openai?: Vendor
  /** Servers of one's own, one for each trade. */
  readonly local?: {
    readonly stt?: Vendor
    readonly llm?: Vendor
    readonly tts?: Vendor & { readonly voices?: readonly string[] }
  }
  /** Models that somebody wants instead of a provider's usual one, by provider. */
  readonly models?: {
    readonly stt?: { readonly [provider: string]: string }
    readonly llm?: { readonly [provider: string]: string }
    readonly tts?: { readonly [provider: string]: string }
  }
}

/** The way to each vendor's trade: one for the process, so that all files and languages keep within its limit together. */
type Doors = ReturnType<typeof doors>

/** The providers of the three trades, by id. A new one is a line here. */
const TRANSCRIBERS = {
  pocketsphinx: (settings) => pocketsphinx(settings.pocketsphinx ?? {}),
  deepgram: ({ deepgram, models }, { listen }) =>
    deepgramTranscriber({ apiKey: undefined, ...deepgram, model: models?.stt?.['deepgram'] }, listen),
  local: ({ local, models }, { stt }) => localTranscriber({ ...local?.stt, model: models?.stt?.['local'] }, stt),
} satisfies Table<Transcriber>
const TRANSLATORS = {
  apertium: (settings) => apertium(settings.apertium ?? {}),
  openai: ({ openai, models }, { chat }) =>
    openaiTranslator({ id: 'openai', ...openai, model: models?.llm?.['openai'] }, chat),
  local: ({ local, models }, { llm }) => localTranslator({ ...local?.llm, model: models?.llm?.['local'] }, llm),
} satisfies Table<Translator>
const SYNTHESIZERS = {
  'espeak-ng': (settings) => espeakNg(settings['espeak-ng'] ?? {}),
  deepgram: ({ deepgram, models }, { speak }) => {
    const model = models?.tts?.['deepgram'] ?? AURA
    if (model !== AURA) throw noSuchModel(model)
    return deepgramSynthesizer({ apiKey: undefined, ...deepgram }, speak)
  },
  openai: ({ openai, models }, { speech }) => openaiSpeech({ ...openai, model: models?.tts?.['openai'] }, speech),
  'openai-realtime': ({ openai, models }, { realtime }) =>
    openaiRealtimeSpeech({ ...openai, model: models?.tts?.['openai-realtime'] }, realtime),
  local: ({ local, models }, { tts }) => localSynthesizer({ ...local?.tts, model: models?.tts?.['local'] }, tts),
} satisfies Table<Synthesizer>

/** The one family of Deepgram's voices that this version knows. */
const AURA = 'aura-2'

function noSuchModel(model: string): Failure {
  return new Failure('usage', `Deepgram speaks with ${AURA} here, not ${JSON.stringify(model)} (--tts).`, {
    hint: 'A voice is chosen with --voice. See: ytdub voices',
  })
}

type Table<P> = Record<string, (settings: ProviderSettings, doors: Doors) => P>

/** An engine's providers, by id; the first synthesizer that speaks a language speaks it. */
export type Trio = {
  readonly transcriber: keyof typeof TRANSCRIBERS
  readonly translator: keyof typeof TRANSLATORS
  readonly synthesizers: readonly (keyof typeof SYNTHESIZERS)[]
}

/** Which engine works with whom. */
export const ENGINE_PROVIDERS = {
  cloud: { transcriber: 'deepgram', translator: 'openai', synthesizers: ['deepgram', 'openai', 'openai-realtime'] },
  local: { transcriber: 'local', translator: 'local', synthesizers: ['local'] },
  offline: { transcriber: 'pocketsphinx', translator: 'apertium', synthesizers: ['espeak-ng'] },
} as const satisfies { readonly [engine in EngineName]: Trio }

/** The providers that there are, set up with these settings. They are made when they are asked for, each once. */
export function providers(settings: ProviderSettings): Providers {
  const ways = doors()
  const made = new Map<string, unknown>()
  const one = <P extends Provider>(table: Table<P>, trade: Trade, id: string): P => {
    const name = `${trade} ${id}`
    if (!made.has(name)) made.set(name, placed(known(table, NAMES[trade], id)(settings, ways), trade, settings))
    return made.get(name) as P // What was put there under this trade's name.
  }
  return {
    transcriber: (id) => one<Transcriber>(TRANSCRIBERS, 'stt', id),
    translator: (id) => one<Translator>(TRANSLATORS, 'llm', id),
    synthesizer: (id) => one<Synthesizer>(SYNTHESIZERS, 'tts', id),
  }
}

type Trade = 'stt' | 'llm' | 'tts'
const NAMES = { stt: 'transcriber', llm: 'translator', tts: 'synthesizer' } as const satisfies Record<Trade, string>

/**
 * The provider, with the server that it asks in its variant where that is not the vendor's own: what an emulator or another
 * server answered is not taken for the vendor's later on. A fingerprint, for addresses may hold passwords.
 */
function placed<P extends Provider>(provider: P, trade: Trade, { deepgram, openai, local }: ProviderSettings): P {
  const own = { deepgram, openai, 'openai-realtime': openai, local: local?.[trade] }
  const baseUrl = Object.hasOwn(own, provider.id) ? own[provider.id as keyof typeof own]?.baseUrl : undefined
  if (baseUrl === undefined) return provider
  const digest = createHash('sha256')
    .update(JSON.stringify([baseUrl, provider.variant ?? null]))
    .digest('hex')
  return { ...provider, variant: digest.slice(0, 8) }
}

function doors() {
  const way = (account: VendorAccount): VendorCalls =>
    vendorCalls(account, { clock: systemClock, pause, random: Math.random })
  return {
    listen: way(DEEPGRAM_ACCOUNTS.listen),
    speak: way(DEEPGRAM_ACCOUNTS.speak),
    chat: way(OPENAI_CHAT),
    speech: way(OPENAI_SPEECH),
    realtime: way(OPENAI_REALTIME),
    stt: way(localAccount('stt')),
    llm: way(localAccount('llm')),
    tts: way(localAccount('tts')),
  }
}

const pause: Pause = async (ms, signal) => {
  await sleep(ms, undefined, { signal })
}

function known<P>(table: Table<P>, trade: string, id: string): (settings: ProviderSettings, doors: Doors) => P {
  const make = Object.hasOwn(table, id) ? table[id] : undefined
  if (make) return make
  throw new Failure('usage', `There is no ${trade} ${JSON.stringify(id)}.`, {
    hint: `Known are: ${Object.keys(table).join(', ')}.`,
  })
}
