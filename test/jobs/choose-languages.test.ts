import { describe, expect, test } from 'vitest'
import { chooseLanguages } from '../../src/jobs/choose-languages.ts'
import { fakeProviders } from '../rig/fake-providers.ts'

const fakes = fakeProviders({ language: 'en', words: [] })
const trades = {
  transcriber: fakes.transcriber('fake'),
  translator: fakes.translator('fake'),
  synthesizer: fakes.synthesizer('fake'),
}
const oneEared = { ...trades, transcriber: { ...trades.transcriber, languages: ['en'] } }
const choose =
  (languages: readonly string[], from: string | undefined, by = trades) =>
  () =>
    chooseLanguages({ from, languages }, by)
const failure = (code: string, text: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(text) })

test('spells languages the one way', () => {
  expect(choose(['ES', 'pt-br'], 'EN-us')()).toEqual({ from: 'en-US', languages: ['es', 'pt-BR'] })
})

test('where it is not said which is spoken, a transcriber of one language knows; another finds out', () => {
  expect(choose(['es'], undefined, oneEared)().from).toBe('en')
  expect(choose(['es'], undefined)().from).toBeNull()
})

describe('refuses before anything is worked out', () => {
  test.each([
    ['a language twice', ['es', 'fr', 'ES'], 'en', 'usage', 'es twice'],
    ['an unknown language', ['es', 'xx'], 'en', 'input', '"xx"'],
    ['something that is no language', ['es;rm'], 'en', 'input', '"es;rm"'],
    ['a source language that is not heard', ['es'], 'fr', 'input', '--from fr'],
    ['its own language', ['es', 'en'], 'en', 'input', '--lang en'],
    ['its own language in its own region', ['en'], 'en-US', 'input', '--lang en'],
    ['a pair that is not translated', ['es', 'ja'], 'en', 'input', '--lang ja'],
    ['a language without a voice', ['ko'], 'en', 'input', 'no voice for Korean'],
  ] as const)('%s', (_what, languages, from, code, text) => {
    expect(choose(languages, from)).toThrow(failure(code, text))
  })

  test('a language without a voice also where it is not said which is spoken', () => {
    expect(choose(['ko'], undefined)).toThrow(failure('input', 'no voice for Korean'))
  })
})
