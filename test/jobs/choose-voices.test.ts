import { expect, test } from 'vitest'
import { chooseVoices } from '../../src/jobs/choose-voices.ts'
import { fakeProviders } from '../rig/fake-providers.ts'

const synthesizer = fakeProviders({ language: 'en', words: [] }).synthesizer('fake')
const speakers = new Map(
  ['es', 'fr', 'pt-BR'].map((language) => [language, { synthesizer, voices: [language, `${language}-2`] }]),
)
const choose = (asked: readonly string[]) => chooseVoices(asked, speakers)

test('none, where none is asked for: the cast is chosen when the speakers are known', () => {
  expect(choose([])).toEqual({})
})

test('the voice asked for, for a language or for a speaker of it', () => {
  expect(choose(['es=es-2'])).toEqual({ es: 'es-2' })
  expect(choose(['ES:2=es-2', 'fr=fr-2'])).toEqual({ 'es:2': 'es-2', fr: 'fr-2' })
  expect(choose(['pt-br:12=pt-BR'])).toEqual({ 'pt-BR:12': 'pt-BR' })
})

test('the last word counts where one target is named twice', () => {
  expect(choose(['es=es', 'es=es-2'])).toEqual({ es: 'es-2' })
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

test('the example of how to write it is a voice that there is', () => {
  expect(() => choose(['celeste'])).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('e.g. --voice es=es. See: ytdub voices') }),
  )
})

test('one who names a voice that is not there reads which are', () => {
  expect(() => choose(['es=nestor'])).toThrow(expect.objectContaining({ hint: 'It has es, es-2.' }))
})
