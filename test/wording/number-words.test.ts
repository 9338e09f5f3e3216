import { expect, test } from 'vitest'
import { LANGUAGES } from '../../src/dub/language.ts'
import { numberWords } from '../../src/wording/number-words.ts'

test.for([
  ['21', 'de', 'einundzwanzig'],
  ['16', 'pt-BR', 'dezesseis'],
  ['16', 'pt-PT', 'dezasseis'],
  ['20', 'ru', 'двадцать'],
  ['350', 'zh-TW', '三百五十'],
  ['12', 'eo', undefined],
] as const)('%s in %s', ([digits, language, words]) => {
  expect(numberWords(digits, language)).toBe(words)
})

test('any number has words, or none of the language has', () => {
  for (const { code } of LANGUAGES) {
    const known = ['10', '99', '1000', '999999999999999'].map((digits) => numberWords(digits, code) !== undefined)
    expect(new Set(known).size).toBe(1)
  }
})
