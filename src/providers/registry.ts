import type { EngineName } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { Providers, Synthesizer, Transcriber, Translator } from '../ports/providers.ts'
import { type ApertiumSettings, apertium } from './apertium.ts'
import { type EspeakSettings, espeakNg } from './espeak-ng.ts'
import { type PocketSphinxSettings, pocketsphinx } from './pocketsphinx.ts'

/** What each provider may be told; all of it may be left out. */
export type ProviderSettings = {
  readonly pocketsphinx?: PocketSphinxSettings
  readonly apertium?: ApertiumSettings
  readonly 'espeak-ng'?: EspeakSettings
}

/** The providers of the three trades, by id. A new one is a line here. */
const TRANSCRIBERS = {
  pocketsphinx: (settings) => pocketsphinx(settings.pocketsphinx ?? {}),
} satisfies Table<Transcriber>
const TRANSLATORS = {
  apertium: (settings) => apertium(settings.apertium ?? {}),
} satisfies Table<Translator>
const SYNTHESIZERS = {
  'espeak-ng': (settings) => espeakNg(settings['espeak-ng'] ?? {}),
} satisfies Table<Synthesizer>

type Table<P> = Record<string, (settings: ProviderSettings) => P>

/** An engine's three providers, by id. */
export type Trio = {
  readonly transcriber: keyof typeof TRANSCRIBERS
  readonly translator: keyof typeof TRANSLATORS
  readonly synthesizer: keyof typeof SYNTHESIZERS
}

/** Which engine works with whom. */
export const ENGINE_PROVIDERS = {
  offline: { transcriber: 'pocketsphinx', translator: 'apertium', synthesizer: 'espeak-ng' },
} as const satisfies { readonly [engine in EngineName]?: Trio }

/** The providers that there are, set up with these settings. They are made when they are asked for. */
export function providers(settings: ProviderSettings): Providers {
  return {
    transcriber: (id) => known(TRANSCRIBERS, 'transcriber', id)(settings),
    translator: (id) => known(TRANSLATORS, 'translator', id)(settings),
    synthesizer: (id) => known(SYNTHESIZERS, 'synthesizer', id)(settings),
  }
}

function known<P>(table: Table<P>, trade: string, id: string): (settings: ProviderSettings) => P {
  const make = Object.hasOwn(table, id) ? table[id] : undefined
  if (make) return make
  throw new Failure('usage', `There is no ${trade} ${JSON.stringify(id)}.`, {
    hint: `Known are: ${Object.keys(table).join(', ')}.`,
  })
}
