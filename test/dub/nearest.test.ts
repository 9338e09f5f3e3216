import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseLanguage } from '../../src/dub/language.ts'
import { didYouMean, nearest } from '../../src/dub/nearest.ts'
import { chooseVoices } from '../../src/jobs/choose-voices.ts'

const COMMANDS = ['dub', 'batch', 'jobs', 'doctor', 'languages', 'voices', 'whoami', 'db']

test.each([
  ['doctr', ['doctor']],
  ['jbos', ['jobs']],
  ['DUB', ['dub']],
  ['lang', ['languages']],
  ['voise', ['voices']],
  ['whoamii', ['whoami']],
  ['dbu', ['dub', 'db']],
  ['x', []],
  ['', []],
  ['transcribe', []],
])('%j may have been %j', (word, meant) => {
  expect(nearest(word, COMMANDS)).toEqual(meant)
})

test('the nearest alone, no more than three, none twice', () => {
  expect(nearest('abcdef', ['abcdxy', 'abcdef', 'abcdeg', 'abcdef'])).toEqual(['abcdef'])
  expect(nearest('abcdef', ['abcdxy', 'abcdeg', 'abcdeg', 'abcdeh', 'abcdei', 'abcdej'])).toEqual([
    'abcdeg',
    'abcdeh',
    'abcdei',
  ])
})

test('written as they can be typed', () => {
  expect(didYouMean('dbu', COMMANDS, (name) => `ytdub ${name}`)).toBe('Did you mean ytdub dub or ytdub db?')
  expect(didYouMean('qqqqq', COMMANDS)).toBe('')
})

const word = fc.stringMatching(/^[a-z]{3,20}$/)
test('one letter too many, too few, another or two swapped: it is found among others', () => {
  const change = fc.tuple(fc.nat(), fc.constantFrom('add', 'leave out', 'change', 'swap'))
  fc.assert(
    fc.property(word, change, (right, [at, how]) => {
      const [head, tail] = [right.slice(0, at % right.length), right.slice(at % right.length)]
      const wrong = {
        add: `${head}z${tail}`,
        'leave out': `${head}${tail.slice(1)}`,
        change: `${head}z${tail.slice(1)}`,
        swap: `${head}${tail.slice(1, 2)}${tail.slice(0, 1)}${tail.slice(2)}`,
      }[how]!
      expect(wrong.length < 3 || nearest(wrong, ['0123456789', right]).includes(right)).toBe(true)
    }),
  )
})

test('a very long word is answered at once', () => {
  expect(nearest('a'.repeat(1e6), COMMANDS)).toEqual([])
})

describe('what people mistype', () => {
  const hintFor = (what: () => unknown) => {
    try {
      what()
    } catch (error) {
      return (error as { hint?: string }).hint
    }
    return undefined
  }

  test.each([
    ['spanish', 'es (Spanish)'],
    ['Spansih', 'es (Spanish)'],
    ['español', 'es (Spanish)'],
    ['deutsch', 'de (German)'],
    ['jp', 'ja (Japanese)'],
    ['日本', 'ja (Japanese)'],
  ])('--lang %s is told of %s', (text, told) => {
    expect(hintFor(() => parseLanguage(text))).toMatch(`Did you mean ${told}? Known are ar, ca,`)
  })

  test('a language like none is told what there is', () => {
    expect(hintFor(() => parseLanguage('klingon'))).toMatch(/^Known are/)
  })

  test('a voice', () => {
    const synthesizer = { id: 'deepgram' } as never
    const speakers = new Map([['es', { synthesizer, voices: ['celeste', 'nestor'] }]])
    expect(hintFor(() => chooseVoices(['es=celste'], speakers))).toBe('Did you mean celeste? It has celeste, nestor.')
    expect(hintFor(() => chooseVoices(['es=robert'], speakers))).toBe('It has celeste, nestor.')
  })
})
