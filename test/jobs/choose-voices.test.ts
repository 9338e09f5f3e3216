import { expect, test } from 'vitest'
import { chooseVoices } from '../../src/jobs/choose-voices.ts'
import { fakeProviders } from '../rig/fake-providers.ts'

const synthesizer = fakeProviders({ language: 'en', words: [] }).synthesizer('fake')
const choose = (asked: readonly string[], languages = ['es', 'fr']) => chooseVoices(asked, languages, synthesizer)

test('the usual voice of each language, where none is asked for', () => {
  expect(choose([])).toEqual({ es: 'es', fr: 'fr' })
})

test('the voice asked for, for a language or for a speaker of it', () => {
  expect(choose(['es=es-2'])).toEqual({ es: 'es-2', fr: 'fr' })
  expect(choose(['ES:2=es-2', 'fr=fr-2'])).toEqual({ es: 'es', 'es:2': 'es-2', fr: 'fr-2' })
})

test.each([
  ['es', 'malformed'],
  ['es=', 'malformed'],
  ['=es', 'malformed'],
  ['es:0=es', 'malformed'],
  ['es:x=es', 'malformed'],
  ['de=de', 'not among the languages'],
  ['es=fr', 'no voice "fr" for es'],
])('--voice %s is refused: %s', (asked, text) => {
  const failure = { code: 'usage', message: expect.stringContaining(text) }
  expect(() => choose([asked])).toThrow(expect.objectContaining(failure))
})
