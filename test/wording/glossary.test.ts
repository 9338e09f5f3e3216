import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Term } from '../../src/dub/glossary.ts'
import { termsIn } from '../../src/wording/glossary.ts'

const glossary = (...terms: string[]): Term[] => terms.map((term) => ({ term, translations: {}, said: {}, note: null }))
const found = (text: string, ...terms: string[]) => termsIn(text, glossary(...terms)).map(({ term }) => term)

describe('terms in a text', () => {
  test('are whole words', () => {
    expect(found('The cat sat on the category.', 'cat')).toEqual(['cat'])
    expect(found('The category', 'cat')).toEqual([])
    expect(found('Über-cat, cat’s and cat!', 'über', 'cat')).toEqual(['über', 'cat'])
    expect(found('naïveté', 'na', 'naï')).toEqual([])
  })

  test('are found in any case, unless they have capitals inside', () => {
    expect(found('Server and SERVER', 'server')).toEqual(['server'])
    expect(found('is it here', 'IT')).toEqual([])
    expect(found('the IT people', 'IT')).toEqual(['IT'])
    expect(found('new york', 'New York')).toEqual(['New York'])
    expect(found('github', 'GitHub')).toEqual([])
  })

  test('come longest first, and what belongs to a longer one is no other', () => {
    expect(found('machine learning', 'machine', 'machine learning')).toEqual(['machine learning'])
    expect(found('machine learning on a machine', 'machine', 'machine learning')).toEqual([
      'machine learning',
      'machine',
    ])
  })

  test('are found however blanks, apostrophes and marks are written', () => {
    expect(found('the  queen’s\ngambit', "queen's gambit")).toEqual(["queen's gambit"])
    expect(found('cafe\u0301', 'caf\u00e9')).toEqual(['caf\u00e9'])
  })

  test('may have signs at their ends', () => {
    expect(found('I like C++ and .NET.', 'C++', '.NET', 'C#')).toEqual(['.NET', 'C++'])
  })

  test.for([
    ['AI技術とGitHub', ['AI', '技術', 'GitHub']],
    ['バスケット', []],
    ['バスに乗る', ['バス']],
    ['깃허브는 좋다', ['깃허브']],
    ['ระบบปฏิบัติการ', ['ปฏิบัติ']],
  ] as const)('are found in languages without spaces: %s', ([text, terms]) => {
    const all = ['AI', '技術', 'GitHub', 'バス', '깃허브', 'ปฏิบัติ']
    expect(found(text, ...all).toSorted()).toEqual([...terms].toSorted())
  })

  test('are found wherever they stand between words', () => {
    const word = fc.stringMatching(/^[a-z]{2,8}$/)
    fc.assert(
      fc.property(word, fc.array(word), fc.array(word), (term, before, after) => {
        expect(found([...before, term, ...after].join(' '), term)).toEqual([term])
      }),
    )
  })

  test('are never found where they do not stand, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, term) => {
        if (found(text, term).length === 0) return
        expect(
          text
            .normalize('NFC')
            .toLowerCase()
            .replace(/\s+/g, ' ')
            .replace(/[’ʼ＇]/g, "'"),
        ).toContain(
          term
            .normalize('NFC')
            .toLowerCase()
            .replace(/\s+/g, ' ')
            .trim()
            .replace(/[’ʼ＇]/g, "'"),
        )
      }),
    )
  })
})
