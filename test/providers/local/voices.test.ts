import { expect, test } from 'vitest'
import { voicesFor, voicesIn } from '../../../src/providers/local/voices.ts'

const voices = (list: unknown, language: string) => voicesFor(voicesIn(list) ?? [], language)
const KOKORO = [
  'am_adam',
  'af_bella',
  'af_heart',
  'am_michael',
  'bf_emma',
  'bm_george',
  'ef_dora',
  'jf_alpha',
  'zm_yunxi',
]

test("Kokoro's voices tell their language, and women and men take turns", () => {
  expect(voices(KOKORO, 'en-US')).toEqual(['af_heart', 'am_adam', 'af_bella', 'am_michael', 'bf_emma', 'bm_george'])
  expect(voices(KOKORO, 'en-GB').slice(0, 2)).toEqual(['bf_emma', 'bm_george'])
  expect(voices(KOKORO, 'es-419')).toEqual(['ef_dora'])
  expect(voices(KOKORO, 'ja')).toEqual(['jf_alpha'])
  expect(voices(KOKORO, 'zh-TW')).toEqual(['zm_yunxi'])
  expect(voices(KOKORO, 'de')).toEqual([])
})

test('the forms in which lists come', () => {
  expect(voices({ voices: ['af_heart'] }, 'en')).toEqual(['af_heart'])
  expect(voices([{ id: 'af_heart', name: 'Heart' }], 'en')).toEqual(['af_heart'])
  expect(voices([{ voice_id: 'en_US-amy-medium' }], 'en')).toEqual(['en_US-amy-medium'])
  const localai = [
    { name: 'giovanni', language: 'it_IT', gender: 'male' },
    { name: 'lola', language: 'es', gender: 'female' },
  ]
  expect(voices({ voices: localai }, 'it')).toEqual(['giovanni'])
  expect(voices({ voices: localai }, 'fr')).toEqual([])
})

test('a list that names no languages is taken for voices that speak every one', () => {
  expect(voices(['alloy', 'echo'], 'fr')).toEqual(['alloy', 'echo'])
  expect(voices(['alloy', 'echo'], 'tlh')).toEqual([])
})

test.each([undefined, null, [], { voices: [] }, { data: 1 }, '<html>'])('%j is no list', (answer) => {
  expect(voicesIn(answer)).toBeUndefined()
})
