import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numbersMissing } from '../../src/wording/numbers-kept.ts'

describe('a number is kept', () => {
  test.for([
    ['It costs 1,234.50 dollars', 'Cuesta 1.234,50 dólares', 'es'],
    ['1,000 people', '1 000 personnes', 'fr'],
    ['1,000 people', '1\u202f000 personnes', 'fr'],
    ['1,000 people', '1’000 Leute', 'de'],
    ['10 000 Leute', '10,000 people', 'en'],
    ['35 people', '٣٥ شخصا', 'ar'],
    ['35 people', '३५ लोग', 'hi'],
    ['35 people', '３５人', 'ja'],
    ['35 people', '三十五人', 'ja'],
    ['In 2026', '二〇二六年', 'zh'],
    ['205 days', '二百零五天', 'zh'],
    ['1,350', '一千三百五十', 'zh'],
    ['10,000 yen', '1万円', 'ja'],
    ['1.5 million', '150万', 'ja'],
    ['1.5 million', '1 500 000', 'fr'],
    ['the 19th century', 'el siglo XIX', 'es'],
    ['the 19th century', 'le XIXe siècle', 'fr'],
    ['the 1990s', 'die 90er', 'de'],
    ['the 1960s', 'los años sesenta', 'es'],
    ['2,500 people', '两千五百人', 'zh'],
    ['10,000 steps', '一万步', 'zh'],
    ['the 21st century', 'le vingt-et-unième siècle', 'fr'],
    ['12/25/2024', '25.12.2024', 'de'],
    ['10x faster', 'diez veces más rápido', 'es'],
    ['21 years', 'einundzwanzig Jahre', 'de'],
    ['16 anos', 'dezesseis anos', 'pt-BR'],
    ['20 years', 'двадцать лет', 'ru'],
    ['at 10:30 pm', 'um halb elf', 'de'],
    ['at 10 pm', 'um 22 Uhr', 'de'],
    ['24/7', 'rund um die Uhr', 'de'],
    ['7 apples', 'sieben Äpfel', 'de'],
    ['In 2020 100 people', 'En 2020, 100 personas', 'es'],
    ['agent 007', 'agente 007', 'es'],
    ['12 ducks', 'dotze ànecs', 'ca'],
  ] as const)('%s → %s', ([text, translation, language]) => {
    expect(numbersMissing(text, translation, language)).toEqual([])
  })
})

describe('a number is missing', () => {
  test.for([
    ['42 and 17', '42', 'fr', ['17']],
    ['1,350 m', '1355 m', 'de', ['1,350']],
    ['In 1999', 'In 1998', 'de', ['1999']],
    ['10 apples', 'Äpfel', 'de', ['10']],
    ['10 apples', 'X, Y', 'de', []],
    ['250 volts', 'veinte voltios', 'es', ['250']],
    ['3.75 percent', '3,57 Prozent', 'de', ['3.75']],
  ] as const)('%s → %s', ([text, translation, language, missing]) => {
    expect(numbersMissing(text, translation, language)).toEqual(missing)
  })
})

test('whatever the text is, the text itself keeps its numbers', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('es', 'ja', 'ar', 'ca'), (text, language) => {
      expect(numbersMissing(text, text, language)).toEqual([])
    }),
  )
})

test('a number is found as any language of the world writes it', () => {
  const locale = fc.constantFrom('de', 'fr', 'es', 'de-CH', 'en', 'hi', 'ar-EG', 'fa', 'pt-PT', 'ru', 'ja', 'my', 'bn')
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 999_999_999 }), locale, (value, language) => {
      const text = `${value.toLocaleString('en')} things`
      expect(numbersMissing(text, `x ${value.toLocaleString(language)} y`, language)).toEqual([])
      expect(numbersMissing(`${value}`, value.toLocaleString(language), language)).toEqual([])
    }),
  )
})

test('a number that is not there is missed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 999_999 }), (value) => {
      expect(numbersMissing(`We saw ${value} birds`, 'Wir sahen Vögel', 'de')).toEqual([`${value}`])
    }),
  )
})
