import type { Usage } from '../dub/manifest.ts'
import type { RunEvent } from '../pipeline/events.ts'

/** When the prices were last looked up. The offline engine costs nothing. */
const PRICES_AS_OF = '2026-11-22'

type Tally = { -readonly [field in keyof Usage]: Usage[field] }

export type UsageMeter = { readonly hear: (event: RunEvent) => void; readonly of: (language: string) => Usage }

/** Counts what one run asks of providers. What serves all languages is counted with the first. */
export function usageMeter(languages: readonly string[]): UsageMeter {
  const tallies = new Map(languages.map((language) => [language, nothing()]))
  // A run that begins again, since a blob was lost, recalls what it has counted already.
  const counted = new Set<string>()
  const tallyOf = (language: string | null) => tallies.get(language ?? languages[0] ?? '')
  return {
    hear(event) {
      if (event.event === 'step-recalled' && event.call && !counted.has(event.key)) {
        counted.add(event.key)
        const tally = tallyOf(event.language)
        if (tally) tally.calls.recalled += 1
      }
      if (event.event !== 'step-made' || event.usage === undefined) return
      const tally = tallyOf(event.language)
      if (!tally) return
      counted.add(event.key)
      const { stt_seconds = 0, llm_input_tokens = 0, llm_output_tokens = 0, tts_characters = 0, usd = 0 } = event.usage
      tally.calls.made += 1
      tally.stt_seconds += stt_seconds
      tally.llm_input_tokens += llm_input_tokens
      tally.llm_output_tokens += llm_output_tokens
      tally.tts_characters += tts_characters
      tally.usd += usd
    },
    of: (language) => tallies.get(language) ?? nothing(),
  }
}

function nothing(): Tally {
  return {
    stt_seconds: 0,
    llm_input_tokens: 0,
    llm_output_tokens: 0,
    tts_characters: 0,
    calls: { made: 0, recalled: 0 },
    usd: 0,
    prices_as_of: PRICES_AS_OF,
  }
}
