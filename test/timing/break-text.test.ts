import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breakText } from '../../src/timing/break-text.ts'
import { readingOf } from '../../src/timing/reading.ts'
import { RUNS } from './instances.ts'
import { bare, graphemes } from './texts.ts'

const unitsOf = (text: string, language = 'en'): string[] =>
  breakText(text, readingOf(language)).map(({ text: unit }) => unit)

describe('scripts with spaces', () => {
  test('break at them alone', () => {
    expect(unitsOf("I don't know\n any well-known  co-op.")).toEqual([
      'I',
      "don't",
      'know',
      'any',
      'well-known',
      'co-op.',
    ])
    expect(unitsOf('오늘 날씨가 좋아요.', 'ko')).toEqual(['오늘', '날씨가', '좋아요.'])
    expect(unitsOf('مرحبا بكم جميعا،', 'ar')).toEqual(['مرحبا', 'بكم', 'جميعا،'])
  })

  test('numbers keep what belongs to them', () => {
    expect(unitsOf('about 10 % of 1,234.5 and 5 € or $ 10 each')).toEqual([
      'about',
      '10 %',
      'of',
      '1,234.5',
      'and',
      '5 €',
      'or',
      '$ 10',
      'each',
    ])
    expect(unitsOf('en 1 234 567 jours', 'fr')).toEqual(['en', '1 234 567', 'jours'])
    expect(unitsOf('in 2024 12 people')).toEqual(['in', '2024', '12', 'people'])
  })

  test('and their unit of measure', () => {
    expect(unitsOf('über 10 km bei 50 km/h um 12:30 Uhr, 20 °C', 'de')).toEqual([
      'über',
      '10 km',
      'bei',
      '50 km/h',
      'um',
      '12:30 Uhr,',
      '20 °C',
    ])
    expect(unitsOf('at 5 p.m. or 5 minutes', 'en')).toEqual(['at', '5 p.m.', 'or', '5', 'minutes'])
    expect(unitsOf('ещё 10 км и 5 кг', 'ru')).toEqual(['ещё', '10 км', 'и', '5 кг'])
  })

  test('abbreviations of two words are one', () => {
    expect(unitsOf('also z. B. hier, d. h. dort', 'de')).toEqual(['also', 'z. B.', 'hier,', 'd. h.', 'dort'])
  })

  test('what is no text parts words, and is not shown', () => {
    expect(unitsOf('a\u0000b\u0085c \u0007 d')).toEqual(['a', 'b', 'c', 'd'])
  })

  test('marks between spaces stay with their word', () => {
    expect(unitsOf('Quoi ? « Jamais ! »', 'fr')).toEqual(['Quoi ?', '« Jamais ! »'])
    expect(unitsOf('बहुत रोचक है ।', 'hi')).toEqual(['बहुत', 'रोचक', 'है ।'])
    expect(unitsOf('— Sí — dijo', 'es')).toEqual(['— Sí —', 'dijo'])
  })

  test('a no-break space is none to break at', () => {
    expect(unitsOf('Quoi\u00a0? 12\u202f500 jours', 'fr')).toEqual(['Quoi\u00a0?', '12\u202f500', 'jours'])
    expect(unitsOf('a \u00a0 b\u00a0', 'fr')).toEqual(['a', 'b'])
  })
})

describe('scripts without spaces', () => {
  test('break between words, never before a closing mark or behind an opening one', () => {
    expect(unitsOf('今天天气很好，我们走吧。', 'zh')).toEqual(expect.arrayContaining(['今天', '天气', '我们']))
    expect(unitsOf('今天天气很好，我们走吧。', 'zh').filter((unit) => /[，。]/.test(unit))).toEqual([
      expect.stringMatching(/.，$/),
      expect.stringMatching(/.。$/),
    ])
    for (const unit of unitsOf('「ちょっと待って」と言われました！', 'ja')) expect(unit).not.toMatch(/^[」！っゃ]|「$/)
    expect(unitsOf('สวัสดีครับ', 'th')).toEqual(['สวัสดี', 'ครับ'])
  })

  test('numbers keep their unit and their large figures', () => {
    expect(unitsOf('花了3万5千元', 'zh')).toContain('3万5千')
    expect(unitsOf('约20%的人', 'zh')).toContain('20%')
    expect(unitsOf('会議は10分です', 'ja')).toContain('10分')
    expect(unitsOf('工作了二十多年', 'zh').join('|')).not.toContain('二|十')
    expect(unitsOf('三百五十人が来た', 'ja')[0]).toMatch(/^三百五十/)
  })

  test('Latin words among them stay whole', () => {
    expect(unitsOf('我用 iPhone-15拍照', 'zh')).toEqual(['我', '用', 'iPhone-15拍照'])
  })
})

describe('what is wider than a row', () => {
  const address = 'https://example.com/a/very/long/path/that/never/ends?with=many&parameters=1'

  test('is cut between its own words', () => {
    const units = unitsOf(`See ${address}.`)
    expect(units.join('')).toBe(`See${address}.`)
    expect(breakText(`See ${address}.`, readingOf('en')).map(({ space }) => space)).toEqual([false, true, false])
    expect(units.every((unit) => unit.length <= 42)).toBe(true)
    expect(units.slice(1, -1).every((unit) => unit.length > 30)).toBe(true)
  })

  test('a number that long loses no space where it does not end a row', () => {
    const units = breakText('12 345 678 901 234 567', readingOf('zh'))
    expect(units.map(({ text, space }) => (space ? ' ' : '') + text)).toEqual(['12 345 678 901', ' 234 567'])
  })

  test('and between graphemes where it has none', () => {
    expect(unitsOf('a'.repeat(100)).map(({ length }) => length)).toEqual([42, 42, 16])
    const family = '👨‍👩‍👧'
    expect(unitsOf(family.repeat(50)).every((unit) => unit.length % family.length === 0)).toBe(true)
  })
})

test('lengths are in graphemes, and each unit knows what parts it from the next', () => {
  expect(breakText('क्षि है। Mr. Smith, so.', readingOf('hi')).map(({ size, parting }) => [size, parting])).toEqual([
    [1, 'leaning'],
    [2, 'sentence'],
    [3, 'leaning'],
    [6, 'clause'],
    [3, 'sentence'],
  ])
})

test('any text: every unit fits a row, has its true length, and nothing is lost', () => {
  const texts = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 80 }))
  fc.assert(
    fc.property(texts, fc.constantFrom('en', 'ja', 'ko', 'th'), (text, language) => {
      const reading = readingOf(language)
      const units = breakText(text, reading)
      expect(bare(units.map((unit) => unit.text).join(''))).toBe(bare(text).replace(/\p{Cc}/gu, ''))
      for (const unit of units) {
        expect(unit.size).toBe(graphemes(unit.text))
        expect(unit.size).toBeLessThanOrEqual(reading.width)
        expect(unit.text.trim()).toBe(unit.text)
      }
    }),
    { ...RUNS, numRuns: 500 },
  )
})

test('a character counted without the segmenter is one grapheme beside any other', () => {
  const reading = readingOf('en')
  const starts = [0x20, 0xa1, 0x370, 0x48a, 0x621, 0x2010, 0x3001, 0x3041, 0x30a1, 0xff01]
  const text = starts
    .flatMap((start) => Array.from({ length: 96 }, (_, at) => String.fromCharCode(start + at)))
    .join('')
  for (const character of new Set(text.replace(/\s/g, ''))) {
    for (const unit of breakText(`a${character}b${character}가${character}`, reading)) {
      expect(unit.size, character).toBe(graphemes(unit.text))
    }
  }
})
