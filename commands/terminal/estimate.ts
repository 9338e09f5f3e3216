import { PRICES_AS_OF, type Units } from '../../src/dub/prices.ts'
import type { CallEstimate, Estimate } from '../../src/jobs/events.ts'
import { price } from './price.ts'
import { table } from './table.ts'

/** What a dub would ask and cost, a row for each language and stage, and the sum. */
export function estimateTable({ calls, exact }: Estimate): string {
  const rows = calls.map((each) => [
    each.language ?? 'all',
    STAGES[each.stage],
    String(each.made),
    String(each.recalled),
    unitsOf(each.units),
    price(each.usd),
  ])
  const sum = sumOf(calls)
  const head = ['Language', 'Stage', 'Calls', 'Known', 'For', 'USD']
  const total = [
    '',
    'in all',
    String(made(calls)),
    String(calls.reduce((all, { recalled }) => all + recalled, 0)),
    '',
    price(sum),
  ]
  return [
    table([head, ...rows, total]),
    exact ? '' : 'What is said is not known yet: texts are guessed from the length of the recording.\n',
    sum === undefined ? 'A price is not known (-): what it costs is not in the sum.\n' : '',
    'Lines that turn out too long are worded and spoken anew,\nvery fast ones spoken again: that comes on top.\n',
    `Prices as of ${PRICES_AS_OF}. What is known already is free. Nobody was asked.\n`,
  ].join('')
}

const STAGES = { transcribe: 'transcription', translate: 'translation', speak: 'speech' } as const

function made(calls: readonly CallEstimate[]): number {
  return calls.reduce((all, each) => all + each.made, 0)
}

/** The sum in USD; undefined where a price is not known. */
export function sumOf(calls: readonly CallEstimate[]): number | undefined {
  return calls.reduce<number | undefined>(
    (sum, { usd }) => (sum === undefined || usd === undefined ? undefined : sum + usd),
    0,
  )
}

function unitsOf(units: Units): string {
  const { stt_seconds, llm_input_tokens, llm_output_tokens, tts_characters } = units
  const parts = [
    stt_seconds === undefined ? '' : `${(stt_seconds / 60).toFixed(1)} minutes`,
    llm_input_tokens === undefined ? '' : `${llm_input_tokens} + ${llm_output_tokens ?? 0} tokens`,
    tts_characters === undefined ? '' : `${tts_characters} characters`,
  ]
  return parts.filter((part) => part !== '').join(', ')
}
