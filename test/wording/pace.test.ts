import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../src/dub/language.ts'
import { charactersFor, plausibleSeconds } from '../../src/wording/pace.ts'
import { speak } from '../sound/programs.ts'
import { RUNS } from '../timing/instances.ts'
import { TEXTS } from '../timing/texts.ts'

describe('charactersFor', () => {
  test('grows with the time, is never nothing, and is small where a character is a syllable', () => {
    expect(charactersFor(2, 'en')).toBe(30)
    expect(charactersFor(2, 'zh-TW')).toBe(10)
    expect(charactersFor(0, 'en')).toBe(1)
    expect(charactersFor(2, 'sv')).toBe(29)
  })
})

describe('plausibleSeconds', () => {
  test('is wide, and wider for what is short', () => {
    expect(plausibleSeconds('No.', 'en')).toEqual({ least: 0, most: expect.closeTo(2.6) })
    const { least, most } = plausibleSeconds('Nobody in the whole city of London knew why he had done it.', 'en')
    expect(least).toBeGreaterThan(1.2)
    expect(most).toBeLessThan(15)
  })

  test('gives digits the time of their words', () => {
    expect(plausibleSeconds('1984', 'en').most).toBeGreaterThan(plausibleSeconds('cats', 'en').most)
  })

  test('any text: the bounds hold together and grow with the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom(...LANGUAGES),
        (one, other, { code }) => {
          const [short, long] = [plausibleSeconds(one, code), plausibleSeconds(`${one} a${other}`, code)]
          expect(short.least).toBeLessThan(short.most)
          expect(long.most).toBeGreaterThan(short.most)
          expect(long.least).toBeGreaterThanOrEqual(short.least)
        },
      ),
      { ...RUNS, numRuns: 300 },
    )
  })

  // eSpeak NG reads Chinese and Japanese characters one by one or by name, so they prove nothing.
  test.each(['es', 'en', 'fr', 'ko', 'ar', 'hi', 'de'])('holds for a real voice in %s', (language) => {
    for (const text of TEXTS[language] ?? []) {
      const { samples, sampleRate } = speak(text, ['-v', language])
      const { least, most } = plausibleSeconds(text, language)
      expect(samples.length / sampleRate).toBeGreaterThan(least)
      expect(samples.length / sampleRate).toBeLessThan(most)
    }
  })
})
