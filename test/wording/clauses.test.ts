import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clauses } from '../../src/wording/clauses.ts'
import { RUNS } from '../timing/instances.ts'
import { TEXTS } from '../timing/texts.ts'

const bare = (text: string) => text.replace(/\s/gu, '')
const graphemesOf = (text: string) =>
  [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment)

describe('clauses', () => {
  test('leaves alone what is short enough', () => {
    expect(clauses(' Hello there. ', 40, 'en')).toEqual(['Hello there.'])
    expect(clauses('Hello', Infinity, 'en')).toEqual(['Hello'])
    expect(clauses(' \n', 10, 'en')).toEqual([])
  })

  test('parts at the ends of sentences, then at clause marks, then at spaces', () => {
    expect(clauses('He came in late. Nobody said a word.', 25, 'en')).toEqual([
      'He came in late.',
      'Nobody said a word.',
    ])
    expect(clauses('When he came in late, nobody said a word', 25, 'en')).toEqual([
      'When he came in late,',
      'nobody said a word',
    ])
    expect(clauses('nobody in the whole room said a single word', 25, 'en')).toEqual([
      'nobody in the whole',
      'room said a single word',
    ])
  })

  test('takes no title and no number for the end of a sentence', () => {
    expect(clauses('Yesterday we met Dr. Smith, who paid 1,234.5 for it.', 30, 'en')).toEqual([
      'Yesterday we met Dr. Smith,',
      'who paid 1,234.5 for it.',
    ])
    expect(clauses('il restait 1 234 567 euros', 20, 'fr')).toEqual(['il restait', '1 234 567 euros'])
  })

  test('parts Chinese and Japanese at their marks and between words', () => {
    expect(clauses('今天天气很好，我们一起去公园吧。', 10, 'zh')).toEqual(['今天天气很好，', '我们一起去公园吧。'])
    for (const part of clauses('私たちは2024年に東京で開かれた会議で話し合いました', 12, 'ja')) {
      expect(part).not.toMatch(/^[っゃ、。年]/u)
    }
  })

  test('cuts inside only what is longer by itself, between graphemes', () => {
    expect(clauses('a'.repeat(25), 10, 'en').map(({ length }) => length)).toEqual([8, 8, 9])
    const family = '👨‍👩‍👧'
    for (const part of clauses(family.repeat(10), 20, 'en')) expect(part.length % family.length).toBe(0)
  })

  test('parts what people say into few and even parts', () => {
    for (const [language, texts] of Object.entries(TEXTS)) {
      for (const text of texts) {
        const longest = Math.max(12, Math.ceil(text.length / 3))
        const parts = clauses(text, longest, language)
        expect(parts.length).toBeLessThanOrEqual(Math.ceil(text.length / longest) + 2)
        expect(bare(parts.join(' '))).toBe(bare(text))
      }
    }
  })
})

test('any text: every part fits, none is empty, no grapheme is cut, and nothing but spaces is lost', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc
      .array(fc.constantFrom('so', 'said.', 'Dr.', '1 234,5', 'wait,', '今天', '很好。', '—', '«Oui»', '?'), {
        maxLength: 40,
      })
      .map((words) => words.join(' ')),
  )
  fc.assert(
    fc.property(
      texts,
      fc.integer({ min: 12, max: 60 }),
      fc.constantFrom('en', 'fr', 'zh', 'th'),
      (text, longest, language) => {
        const parts = clauses(text, longest, language)
        expect(bare(parts.join(''))).toBe(bare(text))
        const isLargest = Math.max(0, ...graphemesOf(text).map(({ length }) => length)) > longest
        for (const part of parts) {
          expect(part.trim()).not.toBe('')
          expect(part.length).toBeLessThanOrEqual(longest)
        }
        if (!isLargest)
          expect(parts.flatMap(graphemesOf).filter((one) => one.trim() !== '')).toEqual(
            graphemesOf(parts.join(' ')).filter((one) => one.trim() !== ''),
          )
      },
    ),
    { ...RUNS, numRuns: 600 },
  )
})
