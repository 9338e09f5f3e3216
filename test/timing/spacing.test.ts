import { expect, test } from 'vitest'
import { spaceBetween } from '../../src/timing/spacing.ts'

test.each([
  ['hello', 'world', ' '],
  ['안녕', '하세요', ' '],
  ['مرحبا', 'بكم', ' '],
  ['今天', '天气', ''],
  ['これ', 'は', ''],
  ['カタカナ', 'ー', ''],
  ['สวัสดี', 'ครับ', ''],
  ['2024', '年', ''],
  ['第', '10', ''],
  ['はい', '。', ''],
  ['。', 'Hello', ''],
  ['我用', 'iPhone', ' '],
  ['iPhone', '拍照', ' '],
  ['Hello,', '世界', ' '],
  ['好', '!', ''],
  ['𠮷', '野', ''],
  ['', 'word', ' '],
] as const)('between %o and %o: %o', (left, right, expected) => {
  expect(spaceBetween(left, right)).toBe(expected)
})
