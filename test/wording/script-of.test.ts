import { expect, test } from 'vitest'
import { countLetters } from '../../src/wording/script-of.ts'

test.for([
  ['How are you?', 'ja', 0, 6],
  ['GitHubを使う', 'ja', 3, 0],
  ['Привет, GitHub', 'ru', 6, 0],
  ['zdravo', 'sr', 6, 0],
  ['здраво', 'sr', 6, 0],
  ['здраво', 'sr-Latn', 0, 6],
  ['안녕', 'ko', 2, 0],
  ['你好', 'ko', 0, 2],
  ['你好', 'zh-TW', 2, 0],
  ['こんにちは', 'zh', 0, 5],
  ['スーパー', 'ja', 4, 0],
  ['مرحبا', 'ar', 5, 0],
  ['Это', 'es', 0, 3],
  ['Äpfel', 'de', 5, 0],
  ['12 — ?!', 'de', 0, 0],
] as const)('%s in %s', ([text, language, own, foreign]) => {
  expect(countLetters(text, language)).toEqual({ own, foreign })
})
