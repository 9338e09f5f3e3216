import { describe, expect, test } from 'vitest'
import { markAfter } from '../../src/timing/marks.ts'

describe('sentences', () => {
  test.each(['end.', 'what?', 'no!', 'so…', '終わり。', '本当！', '何？', 'हैं।', 'ماذا؟', 'ہے۔'])(
    '%s ends one',
    (word) => {
      expect(markAfter(word, 'Next')).toBe('sentence')
    },
  )

  test.each(['"No."', 'end.)', '«Oui.»', '„Nein.“', '»Ja!«', '「はい。」', 'so?!', 'wait...'])(
    '%s ends one behind its closing mark',
    (word) => {
      expect(markAfter(word, 'Next')).toBe('sentence')
    },
  )

  test('"No." is an answer, but a number when one follows', () => {
    expect(markAfter('No.', 'Never')).toBe('sentence')
    expect(markAfter('No.', '5')).toBe('none')
    expect(markAfter('p.', '12')).toBe('none')
  })
})

describe('full stops that end nothing', () => {
  test.each([
    ['Mr.', 'Smith'],
    ['(Dr.', 'Who)'],
    ['Sra.', 'García'],
    ['vs.', 'them'],
    ['J.', 'Bach'],
    ['U.S.', 'Army'],
    ['e.g.', 'this'],
    ['z.B.', 'das'],
    ['z.', 'B.'],
    ['3.', 'Mai'],
    ['19.', 'Jahrhundert'],
    ['3.', '5'],
    ['3.5', 'metres'],
  ])('%s %s', (word, next) => {
    expect(markAfter(word, next)).toBe('none')
  })

  test('but whatever comes last has ended', () => {
    expect(markAfter('U.S.', '')).toBe('sentence')
    expect(markAfter('Mr.', '')).toBe('sentence')
  })

  test('"and I." ends a sentence, a year does too', () => {
    expect(markAfter('I.', 'Then')).toBe('sentence')
    expect(markAfter('1990.', 'Then')).toBe('sentence')
  })
})

describe('clauses', () => {
  test.each(['well,', 'so;', 'this:', 'そして、', '但是，', 'نعم،', '—', 'word—', '-', '--'])('%s ends one', (word) => {
    expect(markAfter(word, 'next')).toBe('clause')
  })

  test.each(['well', 'well-', '%', '12', "don't"])('%s ends nothing', (word) => {
    expect(markAfter(word, 'next')).toBe('none')
  })
})
