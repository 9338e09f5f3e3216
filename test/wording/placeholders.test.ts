import { expect, test } from 'vitest'
import { placeholdersIn } from '../../src/wording/placeholders.ts'

test.for([
  ['Hi {name}, {{user}} and {a b}', ['{name}', '{{user}}', '{a b}']],
  ['%s has %d of %1$s and %(count)d', ['%s', '%d', '%1$s', '%(count)d']],
  ['a <b>bold</b> <br/> word', ['<b>', '</b>', '<br/>']],
  ['see https://a.b/c?d=1. Or (www.x.org)!', ['https://a.b/c?d=1', 'www.x.org']],
  ['mail me.too+x@mail.example.org, please', ['me.too+x@mail.example.org']],
  ['20%discount, 100% sure, 5 < 6 > 4, {}', []],
  ['{a} {a}', ['{a}']],
  ['', []],
] as const)('%s', ([text, placeholders]) => {
  expect(placeholdersIn(text)).toEqual(placeholders)
})
