import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { chooseLanguages, speakerOf } from '../../src/jobs/choose-languages.ts'
import type { Synthesizer } from '../../src/ports/providers.ts'
import { fakeProviders } from '../rig/fake-providers.ts'

const fakes = fakeProviders({ language: 'en', words: [] })
const fake = fakes.synthesizer('fake')
const trades = {
  transcriber: fakes.transcriber('fake'),
  translator: fakes.translator('fake'),
  synthesizers: [fake],
}
const oneEared = { ...trades, transcriber: { ...trades.transcriber, languages: ['en'] } }
const TODAY = '2026-11-22'
const choose = (languages: readonly string[], from: string | undefined, by = trades, today = TODAY) =>
  chooseLanguages({ from, languages }, by, today)
const failure = (code: string, text: string) => ({ code, message: expect.stringContaining(text) })

/** One that speaks these languages alone, each in one voice. */
const speaking = (id: string, languages: readonly string[], until?: string): Synthesizer => ({
  ...fake,
  id,
  voices: async (language) => (languages.includes(language) ? [`${id}-${language}`] : []),
  ...(until !== undefined && { until }),
})

test('spells languages the one way', async () => {
  expect(await choose(['ES', 'pt-br'], 'EN-us')).toMatchObject({ from: 'en-US', languages: ['es', 'pt-BR'] })
})

test('where it is not said which is spoken, a transcriber of one language knows; another finds out', async () => {
  expect((await choose(['es'], undefined, oneEared)).from).toBe('en')
  expect((await choose(['es'], undefined)).from).toBeNull()
})

describe('who speaks a language', () => {
  test('is the first that has a voice for it, and only that one’s voices are taken', async () => {
    const [one, two] = [speaking('one', ['es']), speaking('two', ['es', 'fr'])]
    const { speakers } = await choose(['fr', 'es'], 'en', { ...trades, synthesizers: [one, two] })
    expect([...speakers]).toEqual([
      ['fr', { synthesizer: two, voices: ['two-fr'] }],
      ['es', { synthesizer: one, voices: ['one-es'] }],
    ])
  })

  test.each([
    ['2027-01-05', 'old'],
    ['2027-01-06', 'new'],
    ['2027-01-07', 'new'],
  ])('on %s is %s, where the old one’s service ends on 2027-01-06', async (today, id) => {
    const all = [speaking('old', ['es'], '2027-01-06'), speaking('new', ['es'])]
    expect((await speakerOf('es', all, today)).synthesizer.id).toBe(id)
  })

  test('is nobody where the only one has ended, and the language is named', async () => {
    const ended = [speaking('old', ['ca'], '2027-01-06')]
    await expect(speakerOf('ca', ended, '2027-02-01')).rejects.toMatchObject(failure('input', 'no voice for Catalan'))
    await expect(speakerOf('ca', ended, '2027-02-01')).rejects.toThrow(
      'old is no longer served by its vendor, since 2027-01-06.',
    )
    await expect(speakerOf('ca', ended.concat(fake), '2027-01-05')).resolves.toMatchObject({ voices: ['old-ca'] })
    await expect(speakerOf('ko', [fake], '2027-02-01')).rejects.not.toThrow('no longer')
  })

  test('is none of several, and that is said of all of them', async () => {
    const message = 'None of one, two has a voice for Korean (--lang ko).'
    await expect(speakerOf('ko', [speaking('one', []), speaking('two', [])], TODAY)).rejects.toMatchObject({ message })
  })

  test('is not the next one where the first cannot be asked', async () => {
    const down = { ...fake, voices: () => Promise.reject(new Failure('vendor', 'The server does not answer.')) }
    await expect(speakerOf('es', [down, fake], TODAY)).rejects.toMatchObject({ code: 'vendor' })
  })
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
  ] as const)('%s', async (_what, languages, from, code, text) => {
    await expect(choose(languages, from)).rejects.toMatchObject(failure(code, text))
  })

  test('a language without a voice also where it is not said which is spoken', async () => {
    await expect(choose(['ko'], undefined)).rejects.toMatchObject(failure('input', 'no voice for Korean'))
  })
})
