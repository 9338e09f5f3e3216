import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Term } from '../../../src/dub/glossary.ts'
import { LANGUAGES } from '../../../src/dub/language.ts'
import { faultOf } from '../../../src/wording/check-translation.ts'
import { pseudoTranslation } from './openai-pseudo.ts'

const TAGS = [
  ...LANGUAGES.map(({ code }) => code).filter((code) => code !== 'en'),
  'pt-BR',
  'zh-TW',
  'sr-Latn',
  'el',
  'he',
  'th',
  'uk',
]
const GLOSSARY = [
  { term: 'pull request', translation: 'Pull-Request' },
  { term: 'GPU', translation: 'GPU' },
]
const TERMS: Term[] = GLOSSARY.map(({ term, translation }) => ({
  term,
  translations: { '*': translation },
  said: {},
  note: null,
}))
const WORDS =
  'I think that every person here it’s don’t well-known should know what happened with our company before the winter'.split(
    ' ',
  )
const KEPT = '25 1,250.50 1990s 45% 12:30 {name} %s <b>bold</b> https://ytdub.dev/a?b=1 me@example.org GPU Maria'
  .split(' ')
  .concat('pull request')

/** Mostly words: a line of addresses alone says nothing of a script. */
const sentence = fc
  .tuple(
    fc.array(fc.constantFrom(...WORDS), { minLength: 12, maxLength: 20 }),
    fc.array(fc.constantFrom(...KEPT), { maxLength: 2 }),
    fc.constantFrom('.', '?', '!', ''),
  )
  .map(([words, kept, end]) => `${words.slice(3).join(' ')} ${kept.concat(words.slice(0, 3)).join(' ')}${end}`)

test('what is checked of a translation holds, in every language', () => {
  fc.assert(
    fc.property(sentence, fc.constantFrom(...TAGS), fc.integer({ min: 20, max: 200 }), (text, to, characters) => {
      const answer = pseudoTranslation(text, { to, glossary: GLOSSARY, characters })
      expect(faultOf({ text, characters }, [answer], { from: 'en', to, glossary: TERMS })).toBeUndefined()
    }),
    { seed: 1, numRuns: 300 },
  )
})

test('the same line is translated in the same way, and in another way into another language', () => {
  const text = 'We should know what happened with our company'
  const answers = ['es', 'fr', 'es', 'de'].map((to) => pseudoTranslation(text, { to, glossary: [] }))
  expect(answers[0]).toBe(answers[2])
  expect(new Set(answers).size).toBe(3)
})

describe('length', () => {
  const text = 'We should have known long ago what happened with our company before the winter came.'

  test.each([
    ['es', 0.9, 1.3],
    ['ja', 0.3, 0.6],
    ['zh', 0.25, 0.6],
    ['ru', 0.9, 1.3],
  ])('is about that of a translation into %s', (to, least, most) => {
    const share = pseudoTranslation(text, { to, glossary: [] }).length / text.length
    expect(share).toBeGreaterThan(least)
    expect(share).toBeLessThan(most)
  })

  test('is kept to the time that there is', () => {
    const answer = pseudoTranslation(text, { to: 'es', glossary: [], characters: 50 })
    expect(answer.length).toBeGreaterThan(35)
    expect(answer.length).toBeLessThan(65)
  })

  test('grows where the source is written without spaces', () => {
    const source = '今日はいい天気ですね。'
    const answer = pseudoTranslation(source, { to: 'es', glossary: [] })
    expect(answer.length).toBeGreaterThan(source.length * 1.8)
    expect(answer).toMatch(/^[\p{Script=Latin}\s]+\.\s?$/u)
  })
})
