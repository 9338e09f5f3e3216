import { expect, test } from 'vitest'
import { LANGUAGES } from '../../src/dub/language.ts'
import { readingOf } from '../../src/timing/reading.ts'
import { TEXTS } from './texts.ts'

test.each([
  ['zh', 16, 11],
  ['zh-TW', 16, 11],
  ['zh-Hant-HK', 16, 11],
  ['yue', 16, 11],
  ['ja', 16, 7],
  ['ja-JP', 16, 7],
  ['ko-KR', 16, 12],
  ['ar-EG', 42, 17],
  ['hi', 42, 17],
  ['pt-BR', 42, 17],
])('%s has rows of %d characters, %d a second', (language, width, speed) => {
  expect(readingOf(language)).toMatchObject({ width, speed, language })
})

test('graphemes are counted as a reader counts, words as the language has them', () => {
  const { count } = readingOf('hi')
  expect(['', 'क्षि', 'क्षि', 'e\u0301', 'é', '👨‍👩‍👧!', '中文', 'بَ'].map(count)).toEqual([0, 1, 1, 1, 1, 2, 2, 1])
  const words = [...readingOf('ja').words.segment('今日は天気')].map(({ segment }) => segment)
  expect(words).toEqual(['今日', 'は', '天気'])
})

test('every language that can be dubbed has a text here that its captions are tried with', () => {
  expect(Object.keys(TEXTS)).toEqual(expect.arrayContaining(LANGUAGES.map(({ code }) => code)))
})
