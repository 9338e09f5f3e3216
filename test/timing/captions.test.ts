import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Caption } from '../../src/dub/captions.ts'
import { captions } from '../../src/timing/captions.ts'
import { EXACT, RUNS } from './instances.ts'
import { bare, graphemes, rulesFor, TEXTS, unbreakable } from './texts.ts'

const GAP = 0.083

const texts = Object.entries(TEXTS).flatMap(([language, all]) => all.map((text) => [language, text] as const))
const textOf = (shown: readonly Caption[]): string => shown.flatMap(({ rows }) => rows).join('')
const speedOf = ({ start, end, rows }: Caption): number =>
  rows.reduce((sum, row) => sum + graphemes(row), 0) / (end - start)

/** What holds for every text and every timing. */
function expectSound(shown: readonly Caption[], said: readonly string[], language: string): void {
  const { width } = rulesFor(language)
  expect(bare(textOf(shown))).toBe(bare(said.join('')))
  for (const [index, { start, end, rows }] of shown.entries()) {
    expect([1, 2]).toContain(rows.length)
    expect(rows.every((row) => row.trim() === row && row !== '' && graphemes(row) <= width)).toBe(true)
    expect(end).toBeGreaterThan(start)
    expect(end - start).toBeLessThanOrEqual(7 + EXACT)
    if (index > 0) expect(start - shown[index - 1]!.end).toBeGreaterThanOrEqual(GAP - EXACT)
  }
}

describe('by example', () => {
  test('a short line is one caption, shown while it is spoken', () => {
    expect(captions([{ start: 1, end: 3, text: 'Nadie lo sabe.' }], 'es')).toEqual([
      { start: 1, end: 3, rows: ['Nadie lo sabe.'] },
    ])
  })

  test('one too short to be read stays into the pause, as long as reading takes', () => {
    expect(captions([{ start: 1, end: 1.2, text: 'Sí.' }], 'es')[0]!.end).toBeCloseTo(1.83, 9)
    expect(captions([{ start: 1, end: 2, text: 'x'.repeat(34) }], 'es')[0]!.end).toBeCloseTo(3, 9)
  })

  test('but no nearer than two frames to the next', () => {
    const [first, second] = captions(
      [
        { start: 1, end: 1.2, text: 'Sí.' },
        { start: 1.5, end: 3, text: 'Claro que sí.' },
      ],
      'es',
    )
    expect(first!.end).toBeCloseTo(1.417, 9)
    expect(second!.start).toBe(1.5)
  })

  test('a long line becomes several that share its time', () => {
    expect(captions([{ start: 0, end: 8, text: TEXTS['es']![0]! }], 'es')).toEqual([
      {
        start: 0,
        end: expect.closeTo(4.29, 2),
        rows: ['El desarrollo de las grandes ciudades,', 'según los expertos,'],
      },
      {
        start: expect.closeTo(4.37, 2),
        end: expect.closeTo(8, 9),
        rows: ['ha aumentado un 10 % en', 'los últimos 1.234,5 días.'],
      },
    ])
  })

  test('Japanese, Chinese and Korean rows are 16 wide and end between words', () => {
    const rowsOf = (language: string, text: string): string[] =>
      captions([{ start: 0, end: 9, text }], language).map(({ rows }) => rows.join(' / '))
    expect(rowsOf('ja', '会議は東京で開かれました、長い議論でした。それから、みんなで食事をしました。')).toEqual([
      '会議は東京で開かれました、 / 長い議論でした。',
      'それから、 / みんなで食事をしました。',
    ])
    expect(rowsOf('zh', '他们讨论的是人工智能，这很有意思。我也非常想去，可是我现在没有时间去。')).toEqual([
      '他们讨论的是人工智能， / 这很有意思。',
      '我也非常想去， / 可是我现在没有时间去。',
    ])
    expect(rowsOf('ko', '오늘은 날씨가 좋아요, 산책을 할까요? 네, 저도 가고 싶어요.')).toEqual([
      '오늘은 날씨가 좋아요, / 산책을 할까요?',
      '네, 저도 가고 싶어요.',
    ])
  })

  test('right-to-left text stays in logical order', () => {
    const shown = captions([{ start: 0, end: 7, text: TEXTS['ar']![0]! }], 'ar')
    expect(shown.map(({ rows }) => rows.join(' ')).join(' ')).toBe(TEXTS['ar']![0])
  })

  test('silence has no captions', () => {
    expect(captions([], 'en')).toEqual([])
    expect(captions([{ start: 0, end: 1, text: ' \n\u200b' }], 'en')).toEqual([])
  })

  test('speech slower than a caption may be shown is covered by more of them', () => {
    const shown = captions([{ start: 0, end: 13, text: 'one two three four five six seven eight nine ten' }], 'en')
    expect(shown).toHaveLength(2)
    expect(shown[1]!.end).toBeCloseTo(13, 9)
  })

  test('lines given out of order are sorted', () => {
    const shown = captions(
      [
        { start: 5, end: 6, text: 'second' },
        { start: 0, end: 1, text: 'first' },
      ],
      'en',
    )
    expect(shown.map(({ rows }) => rows[0])).toEqual(['first', 'second'])
  })

  test('lines at the same moment follow one another', () => {
    const shown = captions(
      Array.from({ length: 3 }, (_, index) => ({ start: 1, end: 1, text: `line ${index}` })),
      'en',
    )
    expectSound(shown, ['line 0', 'line 1', 'line 2'], 'en')
    expect(shown.map(({ start }) => start)).toEqual([1, expect.closeTo(1.123), expect.closeTo(1.246)])
  })
})

describe('every language', () => {
  test.each(texts)('%s: %s', (language, text) => {
    const { width, speed } = rulesFor(language)
    for (const seconds of [0, 0.5, 2, 4, 8, 12]) {
      const shown = captions([{ start: 3, end: 3 + seconds, text }], language)
      expectSound(shown, [text], language)
      expect(shown[0]!.start).toBe(3)
      for (const caption of shown) {
        expect(speedOf(caption)).toBeLessThanOrEqual(speed + EXACT)
        expect(caption.end - caption.start).toBeGreaterThanOrEqual(0.83 - EXACT)
      }
      const never = unbreakable(text, language, width)
      let at = 0
      for (const row of shown.flatMap(({ rows }) => rows)) {
        at += bare(row).length
        expect(never.has(at), `"${row}" ends inside a word`).toBe(false)
      }
    }
  })
})

describe('always', () => {
  /** Placements as a schedule has them: apart, in order, from hurried to slow. */
  const schedules = fc
    .record({
      language: fc.constantFrom(...Object.keys(TEXTS)),
      drafts: fc.array(
        fc.record({
          pick: fc.nat(),
          from: fc.nat(),
          length: fc.integer({ min: 1, max: 120 }),
          pace: fc.double({ min: 0.02, max: 0.3, noNaN: true }),
          pause: fc.oneof(fc.constant(0.04), fc.double({ min: 0.04, max: 4, noNaN: true })),
        }),
        { maxLength: 8 },
      ),
    })
    .map(({ language, drafts }) => {
      let at = 0
      const spoken = drafts.flatMap(({ pick, from, length, pace, pause }) => {
        const all = TEXTS[language]!
        const whole = all[pick % all.length]!
        const text = whole.slice(from % whole.length).slice(0, length)
        if (bare(text) === '') return []
        const start = at
        const end = start + Math.max(0.2, graphemes(text) * pace)
        at = end + pause
        return [{ start, end, text }]
      })
      return { language, spoken }
    })

  test('nothing is lost, nothing overlaps, rows hold, and gaps are kept', () => {
    fc.assert(
      fc.property(schedules, ({ language, spoken }) => {
        expectSound(
          captions(spoken, language),
          spoken.map(({ text }) => text),
          language,
        )
      }),
      { ...RUNS, numRuns: 1000 },
    )
  })

  test('each line is readable wherever it and the pause after it leave the time', () => {
    fc.assert(
      fc.property(schedules, ({ language, spoken }) => {
        const { speed } = rulesFor(language)
        const shown = captions(spoken, language)
        for (const [index, { start }] of spoken.entries()) {
          const until = spoken[index + 1]?.start ?? Infinity
          const own = shown.filter((each) => each.start >= start - EXACT && each.start < until - EXACT)
          const sizes = own.map(({ rows }) => graphemes(rows.join(' ')))
          const needed = sizes.reduce((sum, size) => sum + Math.max(0.83, size / speed) + GAP, 0)
          if (needed > until - start - EXACT) continue
          for (const caption of own) {
            expect(speedOf(caption)).toBeLessThanOrEqual(speed + EXACT)
            expect(caption.end - caption.start).toBeGreaterThanOrEqual(0.83 - EXACT)
          }
        }
      }),
      { ...RUNS, numRuns: 1000 },
    )
  })

  test('a line whose time leaves a frame for each caption is not shown late', () => {
    fc.assert(
      fc.property(schedules, ({ language, spoken }) => {
        fc.pre(spoken.every(({ start, end, text }) => end - start > 0.3 + 0.125 * (graphemes(text) / 12)))
        const starts = captions(spoken, language).map(({ start }) => start)
        for (const { start } of spoken) expect(starts.some((each) => Math.abs(each - start) < EXACT)).toBe(true)
      }),
      { ...RUNS, numRuns: 1000 },
    )
  })

  test('any text at any time, however odd', () => {
    const odd = fc.record({
      start: fc.double({ min: 0, max: 5, noNaN: true }),
      end: fc.double({ min: 0, max: 5, noNaN: true }),
      text: fc.string({ unit: 'grapheme', maxLength: 60 }),
    })
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 5 }), fc.constantFrom('en', 'zh', 'ja', 'th'), (spoken, language) => {
        const said = spoken.toSorted((a, b) => a.start - b.start).filter(({ text }) => /[^\s\p{Cc}\p{Cf}]/u.test(text))
        expectSound(
          captions(spoken, language),
          said.map(({ text }) => text),
          language,
        )
      }),
      { ...RUNS, numRuns: 2000 },
    )
  })

  test('a very long text takes no time', () => {
    const text = `${TEXTS['en']!.join(' ')} `.repeat(300)
    expectSound(captions([{ start: 0, end: 4000, text }], 'en'), [text], 'en')
  })
})

test('no caption outlasts the recording, however long its text takes to read', () => {
  const text =
    'Una frase demasiado larga para el poco tiempo que queda hasta el final de la grabación, dicha muy deprisa.'
  const shown = captions([{ start: 4, end: 6, text }], 'es', 6)
  expect(shown.at(-1)!.end).toBeLessThanOrEqual(6)
  expect(shown.flatMap(({ rows }) => rows).join(' ')).toBe(text)
  expect(captions([{ start: 5.8, end: 6, text: 'Sí.' }], 'es', 6).at(-1)!.end).toBeLessThanOrEqual(6)
})
