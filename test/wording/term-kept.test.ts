import { expect, test } from 'vitest'
import { isTermKept } from '../../src/wording/term-kept.ts'

test.for([
  ['Los servidores', 'servidor', false, true],
  ['в базе данных', 'база данных', false, true],
  ['Die Datenbankserver laufen', 'Server', false, true],
  ['SERVIDOR', 'servidor', false, true],
  ['الخادم', 'خادم', false, true],
  ['データベースを使う', 'データベース', false, true],
  ['el gato', 'perro', false, false],
  ['la casa', 'cosa', false, false],
  ['GitHub’а', 'GitHub', true, true],
  ['в Github', 'GitHub', true, false],
  ['C++ ist', 'C++', true, true],
] as const)('%s holds %s', ([text, translation, asItIs, kept]) => {
  expect(isTermKept(text, translation, asItIs)).toBe(kept)
})
