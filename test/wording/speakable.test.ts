import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Term } from '../../src/dub/glossary.ts'
import { LANGUAGES } from '../../src/dub/language.ts'
import { speakable } from '../../src/wording/speakable.ts'
import { RUNS } from '../timing/instances.ts'
import { SPOKEN } from './spoken.ts'

const CASES = Object.entries(SPOKEN).flatMap(([language, pairs]) =>
  Object.entries(pairs).map(([written, said]) => ({ language, written, said })),
)

test.each(CASES)('$language: $written', ({ language, written, said }) => {
  expect(speakable(written, language, [])).toBe(said)
  expect(speakable(said, language, [])).toBe(said)
})

describe('hints of the glossary', () => {
  const term = (written: string, said: Term['said'], translations: Term['translations'] = {}): Term => ({
    term: written,
    translations,
    said,
    note: null,
  })

  test('replace whole terms, in any case, as they are called in the language', () => {
    const glossary = [term('nginx', { '*': 'engine ex' }), term('cache', { es: 'caché' }, { es: 'cache' })]
    expect(speakable('Nginx, not nginxes', 'en', glossary)).toBe('engine ex, not nginxes')
    expect(speakable('el cache de nginx', 'es-MX', glossary)).toBe('el caché de engine ex')
    expect(speakable('the cache', 'en', glossary)).toBe('the cache')
  })

  test('the longest first, and what they put is not replaced again', () => {
    const glossary = [term('SQL', { '*': 'sequel' }), term('SQL Server', { '*': 'SQL server' })]
    expect(speakable('SQL Server and SQL', 'en', glossary)).toBe('SQL server and sequel')
  })

  test('where there are no spaces between words, or particles stick to them', () => {
    expect(speakable('我用nginx吗', 'zh', [term('nginx', { '*': 'engine x' })])).toBe('我用engine x吗')
    expect(speakable('東京タワーです', 'ja', [term('東京', { ja: 'とうきょう' })])).toBe('とうきょうタワーです')
  })
})

describe('any text', () => {
  const languages = fc.constantFrom(...LANGUAGES.map(({ code }) => code), 'pt-PT', 'es-MX', 'en-GB', 'de-CH')
  const fragments = fc.constantFrom(
    '5',
    '21',
    '1',
    '0',
    '007',
    '1,234',
    '1.234',
    '1 234',
    '3,5',
    '3.14',
    '1984',
    '2026-11-22',
    '22/11/2026',
    '31.2.2026',
    '14:30',
    '25:99',
    '2 pm',
    '14h30',
    '14:30 Uhr',
    '5 %',
    '$5',
    '5 €',
    'R$ 5',
    '€ 3,50',
    '5–10',
    '3-2',
    '1/2',
    '½',
    '24/7',
    'v2.0',
    '+49 30 123456',
    '1st',
    '2º',
    '3.',
    '5 km',
    '21°C',
    '90 km/h',
    'm²',
    'MP3',
    'C++',
    'a=b',
    '2 + 2 = 4',
    '&',
    '#5',
    '#',
    'Dr.',
    'e.g.',
    'z. B.',
    'etc.',
    'EE. UU.',
    'и т. д.',
    'M.',
    'n. 5',
    'info@example.com',
    'https://a.example.org/x?y=1',
    'and/or',
    '-5',
    '—',
    '.',
    ',',
    '年',
    '百',
    'हज़ार',
    'mil',
    'mayo',
    'Mai',
    'May',
    'der',
    'am',
    '٣',
    '１２',
    '\u00a0',
    '\n',
    'Straße',
    'naïve',
  )
  const texts = fc.oneof(
    fc
      .tuple(fc.array(fragments, { maxLength: 6 }), fc.constantFrom(' ', '', ', '))
      .map(([parts, between]) => parts.join(between)),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'0123456789.,:/-–%$€ aZé年'), maxLength: 16 }),
  )

  test('done twice is done once, and nothing becomes empty', () => {
    fc.assert(
      fc.property(texts, languages, (text, language) => {
        const said = speakable(text, language, [])
        expect(speakable(said, language, [])).toBe(said)
        expect(said.trim() === '').toBe(text.trim() === '')
      }),
      { ...RUNS, numRuns: 2000 },
    )
  })

  test('ordinary words and marks come back as they are', () => {
    const words = fc.constantFrom(
      ...'nobody Straße corazón, «Oui» ¿Qué? l’été. всё да! 今天。はい 오늘 हाँ। مرحبا، Luis XIV NASA well-known don’t — ¡Sí!'.split(
        ' ',
      ),
    )
    const letters = fc.string({ unit: fc.constantFrom(...'abcxyzäéñßçАбв今はा'), minLength: 4, maxLength: 9 })
    fc.assert(
      fc.property(fc.array(fc.oneof(words, letters), { maxLength: 12 }), languages, (parts, language) => {
        expect(speakable(parts.join(' '), language, [])).toBe(parts.join(' '))
      }),
      { ...RUNS, numRuns: 1500 },
    )
  })
})
