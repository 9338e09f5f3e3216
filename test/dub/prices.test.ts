import { describe, expect, test } from 'vitest'
import { costOf } from '../../src/dub/prices.ts'

const REALTIME = { id: 'openai-realtime', model: 'gpt-realtime-2.1-mini' }

describe('what units cost', () => {
  test('is their price, added up', () => {
    expect(costOf({ id: 'deepgram', model: 'aura-2' }, { tts_characters: 1000 })).toBeCloseTo(0.03, 9)
    const tokens = { llm_input_tokens: 1_000_000, llm_cached_tokens: 500_000, llm_output_tokens: 100_000 }
    expect(costOf({ id: 'openai', model: 'gpt-6-luna' }, tokens)).toBeCloseTo(0.05 + 0.005 + 0.05, 9)
  })

  test('is nothing with what sends no bills', () => {
    for (const id of ['pocketsphinx', 'apertium', 'espeak-ng', 'local']) {
      expect(costOf({ id, model: 'any' }, { tts_characters: 1000, stt_seconds: 60 })).toBe(0)
    }
  })

  test('is not known where the model or vendor is not', () => {
    expect(costOf({ id: 'deepgram', model: 'aura-9' }, { tts_characters: 1 })).toBeUndefined()
    expect(costOf({ id: 'nobody', model: 'aura-2' }, { tts_characters: 1 })).toBeUndefined()
  })

  test('is not known where one of the units has no price, unless there is none of it', () => {
    const aura = { id: 'deepgram', model: 'aura-2' }
    expect(costOf(aura, { tts_characters: 1000, tts_audio_tokens: 5 })).toBeUndefined()
    expect(costOf(aura, { tts_audio_tokens: 5, tts_characters: 1000 })).toBeUndefined()
    expect(costOf(aura, { tts_characters: 1000, tts_audio_tokens: 0 })).toBeCloseTo(0.03, 9)
  })
})

describe('a realtime model', () => {
  test('is expected by characters', () => {
    // A minute of speech: 900 characters, 1200 tokens of sound.
    expect(costOf(REALTIME, { tts_characters: 900 })).toBeCloseTo(0.024 + 0.00054, 6)
  })

  test('is billed by tokens', () => {
    const units = { tts_text_tokens: 1_000_000, tts_written_tokens: 1_000_000, tts_audio_tokens: 1_000_000 }
    expect(costOf(REALTIME, units)).toBeCloseTo(0.6 + 2.4 + 20, 9)
  })
})
