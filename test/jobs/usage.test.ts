import { describe, expect, test } from 'vitest'
import type { Units } from '../../src/dub/prices.ts'
import { usageMeter } from '../../src/jobs/usage.ts'
import type { Paid } from '../../src/pipeline/events.ts'

let keys = 0
const step = () => ({ stage: 'speak', key: `key ${++keys}`, line: null })
const by = { id: 'fake', model: 'm1' }
const paid = (units: Units, usd?: number): Paid => ({ by, units, usd })
const made = (language: string | null, cost: Paid | undefined) =>
  ({ ...step(), event: 'step-made', language, ms: 1, paid: cost }) as const
const recalled = (language: string | null, call = true) =>
  ({ ...step(), event: 'step-recalled', language, call }) as const

test('adds up what a language cost, and how often it was asked or remembered', () => {
  const meter = usageMeter(['es', 'fr'])
  meter.hear(made('es', paid({ tts_characters: 10 }, 0.5)))
  meter.hear(made('es', paid({ tts_characters: 5 }, 0.25)))
  meter.hear(made('fr', paid({ llm_input_tokens: 7, llm_output_tokens: 3 })))
  meter.hear(recalled('fr'))
  expect(meter.of('es')).toMatchObject({ tts_characters: 15, usd: 0.75, calls: { made: 2, recalled: 0 } })
  expect(meter.of('fr')).toMatchObject({ llm_input_tokens: 7, llm_output_tokens: 3, calls: { made: 1, recalled: 1 } })
})

test('counts what was asked in vain, as a call that failed', () => {
  const meter = usageMeter(['es'])
  const failed = { ...step(), event: 'step-failed', language: 'es', code: 'vendor', reason: 'busy' } as const
  meter.hear({ ...failed, paid: paid({ tts_characters: 10 }, 0.5) })
  meter.hear({ ...failed, paid: undefined })
  meter.hear({ ...made('es', paid({ tts_characters: 5 }, 0.25)), key: failed.key })
  expect(meter.of('es')).toMatchObject({ tts_characters: 15, usd: 0.75, calls: { made: 1, recalled: 0, failed: 1 } })
})

test('counts what serves all languages once, with the first', () => {
  const meter = usageMeter(['es', 'fr'])
  meter.hear(made(null, paid({ stt_seconds: 60 })))
  meter.hear(recalled(null))
  expect(meter.of('es')).toMatchObject({ stt_seconds: 60, calls: { made: 1, recalled: 1 } })
  expect(meter.of('fr')).toMatchObject({ stt_seconds: 0, calls: { made: 0, recalled: 0 } })
})

test('a run that begins again counts nothing twice', () => {
  const meter = usageMeter(['es'])
  const [first, second] = [recalled('es'), made('es', paid({}))]
  for (const event of [first, second, first, { ...recalled('es'), key: second.key }]) meter.hear(event)
  expect(meter.of('es').calls).toEqual({ made: 1, recalled: 1, failed: 0 })
})

test('what an earlier try at the same job had made counts as made, with what it cost', () => {
  const meter = usageMeter(['es', 'fr'])
  const [ours, others, french] = [recalled('es'), recalled('es'), recalled('fr')]
  for (const event of [ours, others, french]) meter.hear({ ...event, worth: paid({ tts_characters: 8 }, 0.5) })
  meter.hear(made('es', paid({ tts_characters: 1 }, 0.25)))
  meter.hear(recalled('es', false))
  expect(meter.recalled()).toEqual([ours.key, others.key, french.key])
  const known = new Set([ours.key])
  for (let time = 0; time < 2; time++) {
    expect(meter.of('es', known)).toMatchObject({ tts_characters: 9, usd: 0.75, calls: { made: 2, recalled: 1 } })
  }
  expect(meter.of('es')).toMatchObject({ tts_characters: 1, usd: 0.25, calls: { made: 1, recalled: 2 } })
  expect(meter.of('fr', known)).toMatchObject({ tts_characters: 0, usd: 0, calls: { made: 0, recalled: 1 } })
})

test('what was recalled, and made anew since its blob was lost, counts as each once', () => {
  const meter = usageMeter(['es'])
  const lost = { ...recalled('es'), worth: paid({ tts_characters: 8 }, 0.5) }
  meter.hear(lost)
  meter.hear({ ...made('es', paid({ tts_characters: 8 }, 0.5)), key: lost.key })
  const ours = new Set(meter.recalled()) // What is made for a job is its own, under the same key.
  expect(meter.of('es', ours)).toMatchObject({ tts_characters: 8, usd: 0.5, calls: { made: 1, recalled: 1 } })
})

test('what asks no provider is no call', () => {
  const meter = usageMeter(['es'])
  meter.hear(made('es', undefined))
  meter.hear(recalled('es', false))
  meter.hear({ event: 'warning', language: 'es', message: 'x' })
  expect(meter.of('es').calls).toEqual({ made: 0, recalled: 0, failed: 0 })
  expect(meter.of('xx')).toMatchObject({ usd: 0, prices_as_of: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) })
})

describe('what a run was expected to cost', () => {
  const call = { stage: 'speak', by, made: 1, recalled: 0, units: {} } as const
  const estimated = (...usd: readonly (readonly [language: string | null, usd: number | undefined])[]) =>
    ({
      event: 'estimated',
      estimate: { exact: true, calls: usd.map(([language, each]) => ({ ...call, language, usd: each })) },
    }) as const

  test('stands beside what it cost, what serves all languages with the first', () => {
    const meter = usageMeter(['es', 'fr'])
    meter.hear(estimated([null, 0.5], ['es', 0.25], ['es', 1], ['fr', 2]))
    meter.hear(made('es', paid({ tts_characters: 10 }, 0.75)))
    expect(meter.of('es')).toMatchObject({ estimated_usd: 1.75, usd: 0.75 })
    expect(meter.of('fr')).toMatchObject({ estimated_usd: 2, usd: 0 })
  })

  test('is what it was when it began, also where a lost blob makes it begin again', () => {
    const meter = usageMeter(['es'])
    meter.hear(estimated(['es', 2]))
    meter.hear(estimated(['es', 0.5]))
    expect(meter.of('es').estimated_usd).toBe(2)
  })

  test('leaves out what has no known price', () => {
    const meter = usageMeter(['es'])
    meter.hear(estimated(['es', undefined], ['es', 1]))
    meter.hear(made('es', paid({ tts_characters: 10 })))
    expect(meter.of('es')).toMatchObject({ estimated_usd: 1, usd: 0, tts_characters: 10, calls: { made: 1 } })
  })
})
