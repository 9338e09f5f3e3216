import { expect, test } from 'vitest'
import { languageNamed } from '../../../src/providers/local/language-named.ts'

test.each([
  ['english', 'en'],
  ['Spanish', 'es'],
  ['castilian', 'es'],
  ['chinese', 'zh'],
  ['mandarin', 'zh'],
  ['en', 'en'],
  ['pt-br', 'pt-BR'],
  ['en_us', 'en-US'],
  ['sv', 'sv'],
  ['', undefined],
  ['klingonese', undefined],
])('%j is %s', (name, code) => {
  expect(languageNamed(name)).toBe(code)
})
