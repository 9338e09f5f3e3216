import type { ProviderRef } from './request.ts'

/** What calls are billed by, in the vendors' own units. */
export type Units = {
  readonly stt_seconds?: number
  readonly llm_input_tokens?: number
  /** Those of the input tokens that the vendor had cached. */
  readonly llm_cached_tokens?: number
  readonly llm_output_tokens?: number
  readonly tts_characters?: number
  readonly tts_text_tokens?: number
  /** What a speaking model writes beside its sound. */
  readonly tts_written_tokens?: number
  readonly tts_audio_tokens?: number
}

/** The day (ISO) on which the prices were last looked up. */
export const PRICES_AS_OF = '2026-11-22'

/** USD for one unit. */
type Price = { readonly [unit in keyof Units]?: number }

const MINUTE = 60
const THOUSAND = 1000
const MILLION = 1_000_000

/**
 * Pay-as-you-go list prices in USD, by provider and model. Speech recognition is dearer where several languages are told
 * apart; recognising speakers is included here. A price that the vendor does not publish is not in the table.
 */
const PRICES: { readonly [provider: string]: { readonly [model: string]: Price } } = {
  deepgram: {
    'nova-3': { stt_seconds: (0.0077 + 0.002) / MINUTE },
    'aura-2': { tts_characters: 0.03 / THOUSAND },
  },
  openai: {
    ...languageModel('gpt-6-luna', 0.1, 0.01, 0.5),
    ...languageModel('gpt-6.1-terra', 1, 0.05, 5),
    ...languageModel('gpt-6.1-sol', 2, 0.1, 10),
    ...languageModel('gpt-6-astra', 10, 1, 50),
    ...languageModel('gpt-5.6-luna', 0.2, 0.02, 1.2),
    'tts-1': { tts_characters: 15 / MILLION },
    'tts-1-hd': { tts_characters: 30 / MILLION },
    // Billed by tokens of text and of audio; a character is about 1/15 s of speech, and a minute of that about $0.015.
    'gpt-4o-mini-tts': { tts_characters: 0.015 / (15 * MINUTE) },
  },
  'openai-realtime': {
    'gpt-realtime-2.1-mini': {
      // For what is not asked yet, at 20 tokens and 15 characters a second; what has been is billed by its tokens.
      tts_characters: (20 / 15) * (20 / MILLION) + 0.6 / MILLION,
      tts_text_tokens: 0.6 / MILLION,
      tts_written_tokens: 2.4 / MILLION,
      tts_audio_tokens: 20 / MILLION,
    },
  },
}

function languageModel(model: string, input: number, cached: number, output: number): { [model: string]: Price } {
  const price = { llm_input_tokens: input, llm_cached_tokens: cached - input, llm_output_tokens: output }
  return { [model]: Object.fromEntries(Object.entries(price).map(([unit, usd]) => [unit, usd / MILLION])) }
}

/** Providers that send no bills. */
const FREE = new Set(['pocketsphinx', 'apertium', 'espeak-ng', 'local'])

/** What units cost in USD; undefined where a price is not known. */
export function costOf({ id, model }: ProviderRef, units: Units): number | undefined {
  if (FREE.has(id)) return 0
  const price = PRICES[id]?.[model]
  if (price === undefined) return undefined
  let usd: number | undefined = 0
  for (const [unit, count] of Object.entries(units)) {
    const each = price[unit as keyof Units]
    if (count > 0) usd = each === undefined || usd === undefined ? undefined : usd + count * each
  }
  return usd
}
