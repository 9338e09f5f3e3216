import type { Usage } from '../dub/manifest.ts'
import { PRICES_AS_OF } from '../dub/prices.ts'
import type { Paid, RunEvent } from '../pipeline/events.ts'

type Tally = { -readonly [field in keyof RunUsage]: RunUsage[field] }

/** What was asked of providers, without what all runs have cost. */
export type RunUsage = Omit<Usage, 'total_usd'>

export type UsageMeter = {
  readonly hear: (event: RunEvent) => void
  /** The keys of the recalled answers that a provider would have been asked for, but for those that were made anew since. */
  readonly recalled: () => readonly string[]
  /** @param ours the keys of recalled answers that earlier tries at the same job had made: these count as made. */
  readonly of: (language: string, ours?: ReadonlySet<string>) => RunUsage
}

/** Counts what one run asks of providers. What serves all languages is counted with the first. */
export function usageMeter(languages: readonly string[]): UsageMeter {
  const tallies = new Map(languages.map((language) => [language, nothing()]))
  // A run that begins again, since a blob was lost, recalls what it has counted already.
  const made = new Set<string>()
  const recalled = new Map<string, { readonly tally: Tally; readonly worth: Paid | undefined }>()
  let estimated = false
  const tallyOf = (language: string | null) => tallies.get(language ?? languages[0] ?? '')
  return {
    hear(event) {
      if (event.event === 'step-recalled' && event.call && !made.has(event.key) && !recalled.has(event.key)) {
        const tally = tallyOf(event.language)
        if (tally) recalled.set(event.key, { tally, worth: event.worth })
      }
      if (event.event === 'estimated' && !estimated) {
        estimated = true
        for (const { language, usd = 0 } of event.estimate.calls) {
          const tally = tallyOf(language)
          if (tally) tally.estimated_usd += usd
        }
      }
      if ((event.event !== 'step-made' && event.event !== 'step-failed') || event.paid === undefined) return
      const tally = tallyOf(event.language)
      if (!tally) return
      if (event.event === 'step-made') {
        made.add(event.key)
        tally.calls.made += 1
      } else tally.calls.failed += 1
      add(tally, event.paid)
    },
    recalled: () => [...recalled.keys()].filter((key) => !made.has(key)),
    of(language, ours = NONE) {
      const own = tallies.get(language) ?? nothing()
      const whole = structuredClone(own)
      for (const [key, { tally, worth }] of recalled) {
        if (tally !== own) continue
        if (!worth || !ours.has(key)) whole.calls.recalled += 1
        else {
          whole.calls.made += 1
          add(whole, worth)
        }
      }
      return whole
    },
  }
}

const NONE: ReadonlySet<string> = new Set()

function add(tally: Tally, { usd = 0, units }: Pick<Paid, 'usd' | 'units'>): void {
  tally.usd += usd
  tally.stt_seconds += units.stt_seconds ?? 0
  tally.llm_input_tokens += units.llm_input_tokens ?? 0
  tally.llm_output_tokens += units.llm_output_tokens ?? 0
  tally.tts_characters += units.tts_characters ?? 0
}

function nothing(): Tally {
  return {
    stt_seconds: 0,
    llm_input_tokens: 0,
    llm_output_tokens: 0,
    tts_characters: 0,
    calls: { made: 0, recalled: 0, failed: 0 },
    usd: 0,
    estimated_usd: 0,
    prices_as_of: PRICES_AS_OF,
  }
}
