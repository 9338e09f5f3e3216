import { describe, expect, test } from 'vitest'
import { estimateTable, sumOf } from '../../../commands/terminal/estimate.ts'
import type { CallEstimate } from '../../../src/jobs/events.ts'

const HEARD: CallEstimate = {
  language: null,
  stage: 'transcribe',
  by: { id: 'deepgram', model: 'nova-3' },
  made: 1,
  recalled: 0,
  units: { stt_seconds: 90 },
  usd: 0.01455,
}
const TRANSLATED: CallEstimate = {
  language: 'es',
  stage: 'translate',
  by: { id: 'openai', model: 'gpt-5-mini' },
  made: 3,
  recalled: 1,
  units: { llm_input_tokens: 4000, llm_output_tokens: 1200 },
  usd: 0.001,
}
const SPOKEN: CallEstimate = {
  language: 'es',
  stage: 'speak',
  by: { id: 'deepgram', model: 'aura-2' },
  made: 40,
  recalled: 10,
  units: { tts_characters: 9000 },
  usd: 0.27,
}

const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => / {2,}/.test(line))
    .map((line) => line.trim().split(/ {2,}/))

describe('what a dub would cost', () => {
  test('stands in a row for each language and stage, with the sum below', () => {
    const text = estimateTable({ calls: [HEARD, TRANSLATED, SPOKEN], exact: true })
    expect(rowsOf(text)).toEqual([
      ['Language', 'Stage', 'Calls', 'Known', 'For', 'USD'],
      ['all', 'transcription', '1', '0', '1.5 minutes', '$0.0146'],
      ['es', 'translation', '3', '1', '4000 + 1200 tokens', '$0.0010'],
      ['es', 'speech', '40', '10', '9000 characters', '$0.27'],
      ['in all', '44', '11', '$0.29'],
    ])
    expect(text).toMatch(/Prices as of \d{4}-\d\d-\d\d\./)
    expect(text).not.toContain('guessed')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  test('says where it is guessed', () => {
    expect(estimateTable({ calls: [HEARD], exact: false })).toContain('guessed from the length')
  })

  test('what is known already is free', () => {
    const known = { ...HEARD, made: 0, recalled: 1, units: {}, usd: 0 }
    expect(rowsOf(estimateTable({ calls: [known], exact: true }))[1]).toEqual([
      'all',
      'transcription',
      '0',
      '1',
      '$0.0000',
    ])
  })

  test('a price that is not known is a dash, and so is the sum: it is never called nothing', () => {
    const text = estimateTable({ calls: [HEARD, { ...SPOKEN, usd: undefined }], exact: true })
    expect(rowsOf(text).map((row) => row.at(-1))).toEqual(['USD', '$0.0146', '-', '-'])
    expect(text).toContain('A price is not known')
  })
})

test('the sum is that of all calls, or not known', () => {
  expect(sumOf([HEARD, TRANSLATED, SPOKEN])).toBeCloseTo(0.28555, 9)
  expect(sumOf([])).toBe(0)
  expect(sumOf([{ ...SPOKEN, usd: undefined }, HEARD])).toBeUndefined()
})
