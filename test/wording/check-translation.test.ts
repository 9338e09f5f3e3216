import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Term } from '../../src/dub/glossary.ts'
import { faultOf } from '../../src/wording/check-translation.ts'

const term = (source: string, translations: Term['translations']): Term => ({
  term: source,
  translations,
  said: {},
  note: null,
})
const line = (text: string, characters = text.length) => ({ text, characters })

function fault(
  text: string,
  answers: readonly string[],
  { to = 'es', from = 'en', glossary = [] as readonly Term[], characters = text.length } = {},
) {
  return faultOf(line(text, characters), answers, { from, to, glossary })
}

describe('a good translation', () => {
  test.for([
    ['The house is big.', 'La casa es grande.', 'es'],
    ['OK', 'OK', 'ja'],
    ['YouTube', 'YouTube', 'ja'],
    ['Run npm install.', 'npm install を実行します。', 'ja'],
    ['No.', 'No.', 'es'],
    ['See https://ytdub.dev/docs/start.', 'いhttps://ytdub.dev/docs/start', 'ja'],
    ['Angela Merkel, Berlin', 'Angela Merkel, Berlin', 'de'],
    ['How are you today?', '今日は元気？', 'ja'],
    ['Well, you know, I mean, it really is a very, very big house.', 'Es una casa enorme.', 'es'],
    ['これはとても大きな家だと思います。', 'I think that this is a really big house.', 'en'],
    ['Привет', 'Hi', 'en'],
    ['See example.com now.', 'example.comへ', 'ja'],
    ['Go to docs.python.org/start now.', 'иди на docs.python.org/start', 'ru'],
  ] as const)('%s → %s', ([text, translation, to]) => {
    expect(fault(text, [translation], { to, from: to === 'en' ? 'ja' : 'en' })).toBeUndefined()
  })

  test('has a term that stays as it is, in a language of another script', () => {
    const glossary = [term('npm install', { '*': 'npm install' })]
    expect(fault('npm install is big.', ['npm installだ'], { to: 'ja', glossary })).toBeUndefined()
    // Without the glossary it is too much of another script.
    expect(fault('npm install is big.', ['npm installだ'], { to: 'ja' })).toMatchObject({
      hard: true,
    })
  })

  test('may come twice, if it says the same', () => {
    expect(fault('House', ['Casa', 'Casa'])).toBeUndefined()
  })

  test('between regions may be the original', () => {
    const text = 'We walk to the house together.'
    expect(fault(text, [text], { from: 'en-US', to: 'en-GB' })).toBeUndefined()
  })
})

describe('what cannot be used', () => {
  test.for([
    ['The house is big.', [], 'es', 'no translation'],
    ['The house is big.', ['La casa.', 'El perro.'], 'es', 'several translations'],
    ['The house is big.', [''], 'es', 'an empty translation'],
    ['The house is big.', ['…'], 'es', 'an empty translation'],
    ['The house is big.', ['Дом большой.'], 'es', 'not in the script of the language'],
    ['The house is big.', ['The house is big.'], 'ja', 'not in the script of the language'],
    ['The house is big.', ['家很大。'], 'ko', 'not in the script of the language'],
  ] as const)('%s → %s', ([text, answers, to, what]) => {
    expect(fault(text, answers, { to })).toMatchObject({ hard: true, what })
  })
})

describe('what a person may judge', () => {
  const glossary = [term('server', { es: 'servidor' }), term('GitHub', { '*': 'GitHub' }), term('repo', {})]

  test.for([
    ['Hi {name}!', 'Hola, nombre', 'a placeholder is missing', '{name}'],
    ['The server is big.', 'La máquina es grande.', 'a term of the glossary is missing', '"servidor"'],
    ['I love GitHub.', 'Me encanta Guitjab.', 'a term of the glossary is missing', '"GitHub"'],
    ['It costs 1,250 dollars.', 'Cuesta mil dólares.', 'a number is missing', '1,250'],
    ['we walk to the house together', 'We walk to the house together.', 'not translated', 'es'],
    ['The house is big.', 'La casa es grande. '.repeat(20), 'far too long', '17'],
    ['We talk about the house that my mother once bought.', 'Sí.', 'far too short', ''],
  ] as const)('%s → %s', ([text, translation, what, mend]) => {
    expect(fault(text, [translation], { glossary })).toMatchObject({
      hard: false,
      what,
      mend: expect.stringContaining(mend),
    })
  })

  test('is not what the glossary only notes', () => {
    expect(fault('the repo', ['el repositorio'], { glossary })).toBeUndefined()
    expect(fault('two servers', ['dos máquinas'], { glossary })).toBeUndefined()
  })

  test('is told without what was said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 8 }), fc.string({ unit: 'grapheme' }), (text, answer) => {
        const found = fault(text, [answer])
        if (found !== undefined) expect(found.what).toMatch(/^[a-z ]+$/)
      }),
    )
  })
})
