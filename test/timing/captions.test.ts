import { describe, expect, test } from 'vitest'
import { captions } from '../../src/timing/captions.ts'
import { expectSound, GAP, speedOf } from './expect-captions.ts'
import { EXACT } from './instances.ts'
import { bare, rulesFor, TEXTS, unbreakable } from './texts.ts'

const texts = Object.entries(TEXTS).flatMap(([language, all]) => all.map((text) => [language, text] as const))

describe('by example', () => {
  test('a short line is one caption, shown while it is spoken', () => {
    expect(captions([{ start: 1, end: 3, text: 'Nadie lo sabe.' }], 'es')).toEqual([
      { start: 1, end: 3, rows: ['Nadie lo sabe.'] },
    ])
  })

  test('one too short to be read stays into the pause, as long as reading takes', () => {
    expect(captions([{ start: 1, end: 1.2, text: 'Sí.' }], 'es')[0]!.end).toBeCloseTo(1.835, 9)
    expect(captions([{ start: 1, end: 2, text: 'x'.repeat(34) }], 'es')[0]!.end).toBeCloseTo(3.002, 9)
  })

  test('but no nearer than two frames to the next', () => {
    const [first, second] = captions(
      [
        { start: 1, end: 1.2, text: 'Sí, señora.' },
        { start: 2, end: 3, text: 'Claro que sí.' },
      ],
      'es',
    )
    expect(first!.end).toBeCloseTo(1.915, 9)
    expect(second!.start).toBe(2)
  })

  test('a long line becomes several that share its time', () => {
    expect(captions([{ start: 0, end: 8, text: TEXTS['es']![0]! }], 'es')).toEqual([
      {
        start: 0,
        end: expect.closeTo(2.81, 2),
        rows: ['El desarrollo de las grandes ciudades,'],
      },
      {
        start: expect.closeTo(2.9, 2),
        end: expect.closeTo(8, 9),
        rows: ['según los expertos, ha aumentado', 'un 10 % en los últimos 1.234,5 días.'],
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

  test('a line that its speaker follows up at once is shown with the next', () => {
    const said = ['Uno,', 'dos,', 'tres,', 'y ahora todos juntos.'].map((text, index) => {
      return { start: 1 + index * 0.4, end: 1.3 + index * 0.4, text, speaker: 0 }
    })
    const shown = captions([...said.slice(0, 3), { ...said[3]!, end: 4 }], 'es')
    expect(shown.map(({ start, rows }) => [start, ...rows])).toEqual([
      [1, 'Uno, dos, tres,'],
      [2.2, 'y ahora todos juntos.'],
    ])
    const joined = ['はい。', 'そうです。'].map((text, index) => ({ start: index / 2, end: index / 2 + 0.3, text }))
    expect(captions(joined, 'ja')[0]!.rows).toEqual(['はい。そうです。'])
  })

  test('a pause in which the screen would only blink is closed', () => {
    const endOfFirst = (start: number): number =>
      captions(
        [
          { start: 0, end: 2, text: 'The first of them.' },
          { start, end: start + 2, text: 'The second of them.' },
        ],
        'en',
      )[0]!.end
    expect(endOfFirst(2.04)).toBeCloseTo(2.04 - GAP, 9)
    expect(endOfFirst(2.5)).toBeCloseTo(2.5 - GAP, 9)
    expect(endOfFirst(2.6)).toBe(2)
  })
})

describe('two speakers', () => {
  const rowsOf = (spoken: Parameters<typeof captions>[0], language = 'en'): (readonly string[])[] =>
    captions(spoken, language).map(({ rows }) => rows)

  test('at once have a row and a dash each', () => {
    const shown = captions(
      [
        { start: 1, end: 3, text: 'I never said that.', speaker: 0 },
        { start: 1.5, end: 3.5, text: 'Oh yes, you did!', speaker: 1 },
      ],
      'en',
    )
    expect(shown).toEqual([{ start: 1, end: 3.5, rows: ['- I never said that.', '- Oh yes, you did!'] }])
  })

  test('in quick succession too', () => {
    const quick = [
      { start: 1, end: 1.3, text: 'Wirklich?', speaker: 0 },
      { start: 1.4, end: 1.8, text: 'Ja.', speaker: 1 },
    ]
    expect(rowsOf(quick, 'de')).toEqual([['- Wirklich?', '- Ja.']])
    expect(
      rowsOf(
        quick.map((each) => ({ ...each, speaker: 2 })),
        'de',
      ),
    ).toEqual([['Wirklich? Ja.']])
  })

  test('but not where each can be read alone', () => {
    const apart = [
      { start: 1, end: 2.1, text: 'Really?', speaker: 0 },
      { start: 2, end: 3, text: 'Yes.', speaker: 1 },
    ]
    expect(rowsOf(apart)).toEqual([['Really?'], ['Yes.']])
  })

  test('share a caption also where the first could be seen alone, but not read', () => {
    const [first, second] = ['I have never said that in all my life.', 'Oh yes, you did!']
    const spoken = (start: number, end: number): Parameters<typeof captions>[0] => [
      { start: 0, end: 4, text: first!, speaker: 0 },
      { start, end, text: second!, speaker: 1 },
    ]
    expect(rowsOf(spoken(1, 3))).toEqual([[`- ${first}`, `- ${second}`]])
    expect(rowsOf(spoken(3, 5))).toEqual([[first], [second]])
    expect(rowsOf(spoken(1, 8)), 'longer than a caption may be shown').toEqual([[first], [second]])
  })

  test('take turns where a row is too short for them', () => {
    const shown = captions(
      [
        { start: 0, end: 4, text: 'I have never in my whole life said anything of the kind to him.', speaker: 0 },
        { start: 1, end: 6, text: 'Oh yes, you did say it, and the whole town of London heard it.', speaker: 1 },
      ],
      'en',
    )
    expect(shown.map(({ rows }) => rows[0]![0])).toEqual(['I', 'O'])
    for (const caption of shown) expect(speedOf(caption)).toBeLessThan(25)
    expect(shown[1]!.end).toBeGreaterThan(5.99)
  })

  test('one who only agrees is shown between the captions of the other, near where it was said', () => {
    const long =
      'When we got to the bank of the great old river it was already dark, and nobody could see the other side. ' +
      'So we waited until the morning came at last, which was the only thing that anybody could have done then.'
    const shown = captions(
      [
        { start: 0, end: 15, text: long, speaker: 0 },
        { start: 7.7, end: 8, text: 'I see.', speaker: 1 },
      ],
      'en',
    )
    const own = shown.findIndex(({ rows }) => rows[0] === 'I see.')
    expect(own).toBeGreaterThan(0)
    expect(own).toBeLessThan(shown.length - 1)
    expect(Math.abs(shown[own]!.start - 7.7)).toBeLessThan(2)
    expect(
      shown
        .filter((_, index) => index !== own)
        .map(({ rows }) => rows.join(' '))
        .join(' '),
    ).toBe(long)
    for (const caption of shown) expect(speedOf(caption)).toBeLessThan(25)
  })

  test('many at the same moment follow one another, long enough to be seen', () => {
    const spoken = Array.from({ length: 5 }, (_, speaker) => ({ start: 1, end: 1, text: `line ${speaker}`, speaker }))
    const shown = captions(spoken, 'en')
    expect(shown.map(({ rows }) => rows)).toEqual([['- line 0', '- line 1'], ['- line 2', '- line 3'], ['line 4']])
    for (const { start, end } of shown) expect(end - start).toBeGreaterThan(0.83)
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

describe('the end of the recording', () => {
  test('no caption outlasts it, however long its text takes to read', () => {
    const text =
      'Una frase demasiado larga para el poco tiempo que queda hasta el final de la grabación, dicha muy deprisa.'
    const shown = captions([{ start: 4, end: 6, text }], 'es', 6)
    expect(shown.at(-1)!.end).toBeLessThanOrEqual(6)
    expect(shown.flatMap(({ rows }) => rows).join(' ')).toBe(text)
  })

  test('what comes too late to be read is shown a little earlier', () => {
    const [before, last] = captions(
      [
        { start: 2, end: 5, text: 'Bis zum nächsten Mal.' },
        { start: 5.8, end: 6, text: 'Danke!' },
      ],
      'de',
      6,
    )
    expect(last!.end).toBeCloseTo(6, 9)
    expect(last!.end - last!.start).toBeCloseTo(0.835, 9)
    expect(before!.end).toBeCloseTo(last!.start - GAP, 9)
  })

  test('where nothing fits any more, all share what is left', () => {
    const shown = captions(
      Array.from({ length: 6 }, (_, speaker) => ({ start: 1, end: 2, text: 'x '.repeat(41), speaker })),
      'en',
      2,
    )
    expect(shown).toHaveLength(6)
    expect(shown.at(-1)!.end).toBeCloseTo(2, 9)
    expect(new Set(shown.map(({ start, end }) => (end - start).toFixed(6))).size).toBe(1)
  })
})
