import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Word } from '../../src/dub/speech.ts'
import { markAfter } from '../../src/timing/marks.ts'
import { splitLines } from '../../src/timing/split-lines.ts'
import { RUNS } from './instances.ts'

const word = (text: string, start: number, end: number, more: Partial<Word> = {}): Word => ({
  text,
  start,
  end,
  confidence: 1,
  speaker: 0,
  ...more,
})

/** A sentence spoken evenly: a word every `beat` seconds, without pauses. */
const spoken = (text: string, beat = 0.3, from = 0): Word[] =>
  text.split(' ').map((each, index) => word(each, from + index * beat, from + (index + 1) * beat))

const textsOf = (words: readonly Word[]): string[] => splitLines(words).map(({ text }) => text)

describe('where a line ends', () => {
  test('after a sentence, but not after an abbreviation or inside a number', () => {
    expect(textsOf(spoken('Mr. Smith paid 3.5 dollars. Why? Nobody knows!'))).toEqual([
      'Mr. Smith paid 3.5 dollars.',
      'Why?',
      'Nobody knows!',
    ])
  })

  test('at a change of speaker', () => {
    const words = spoken('are you there yes I am').map((each, index) => ({ ...each, speaker: index < 3 ? 0 : 1 }))
    expect(splitLines(words)).toEqual([
      { id: 1, start: 0, end: expect.closeTo(0.9), speaker: 0, text: 'are you there' },
      { id: 2, start: expect.closeTo(0.9), end: expect.closeTo(1.8), speaker: 1, text: 'yes I am' },
    ])
  })

  test('after the last word of an utterance', () => {
    expect(textsOf([word('one', 0, 0.5, { last: true }), word('two', 0.5, 1)])).toEqual(['one', 'two'])
  })

  test('at a pause of 0.7 s, not at a shorter one', () => {
    const one = spoken('and so it', 0.5)
    expect(textsOf([...one, ...spoken('went on', 0.5, 2.25)])).toEqual(['and so it', 'went on'])
    expect(textsOf([...one, ...spoken('went on', 0.5, 2.15)])).toEqual(['and so it went on'])
  })

  test('a pause begins where the last word of all ends', () => {
    expect(textsOf([word('long', 0, 3), word('short', 0.5, 1), word('next', 3.2, 4)])).toEqual(['long short next'])
  })

  test('words are joined the way their script is written', () => {
    expect(textsOf(spoken('今天 天气 很 好 。'))).toEqual(['今天天气很好。'])
    expect(textsOf(spoken('2024 年 に'))).toEqual(['2024年に'])
    expect(textsOf(spoken('오늘 날씨가 좋아요'))).toEqual(['오늘 날씨가 좋아요'])
  })

  test('words without text say nothing', () => {
    expect(splitLines([word(' ', 0, 1)])).toEqual([])
    expect(splitLines([])).toEqual([])
    expect(textsOf([word(' a. ', 0, 1), word('', 1, 2), word('b', 2, 2.5)])).toEqual(['a.', 'b'])
  })
})

describe('fragments', () => {
  const well = (start: number): Word => word('well', start, start + 0.3)

  test('a hesitation joins the nearer neighbour', () => {
    expect(textsOf([...spoken('I thought', 0.4), well(1.6), ...spoken('it was', 0.4, 3)])).toEqual([
      'I thought well',
      'it was',
    ])
    expect(textsOf([...spoken('I thought', 0.4), well(1.7), ...spoken('it was', 0.4, 2.75)])).toEqual([
      'I thought',
      'well it was',
    ])
  })

  test('a sentence, however short, stays on its own', () => {
    expect(textsOf([...spoken('Is it true?', 0.3), word('Yes.', 1.7, 1.9), ...spoken('It is', 0.3, 2.7)])).toEqual([
      'Is it true?',
      'Yes.',
      'It is',
    ])
  })

  test('what stands 1.2 s apart was meant to, and so was what takes 0.4 s to say', () => {
    expect(textsOf([...spoken('I thought', 0.4), well(2.1)])).toHaveLength(2)
    expect(textsOf([...spoken('I thought', 0.4), word('well', 1.6, 2.1)])).toHaveLength(2)
  })

  test('another speaker is no neighbour', () => {
    expect(textsOf([...spoken('I thought', 0.4), { ...well(1.6), speaker: 1 }])).toHaveLength(2)
  })

  test('a countdown keeps its beat', () => {
    expect(textsOf([word('three', 0, 0.3), word('two', 1, 1.3), word('one', 2, 2.3)])).toEqual(['three', 'two', 'one'])
  })
})

describe('long lines', () => {
  test('are cut at the clause mark nearest the middle', () => {
    const text = `${'so '.repeat(8)}then, ${'and '.repeat(9)}on, ${'now '.repeat(30)}`.trim()
    const [first] = textsOf(spoken(text))
    expect(first).toBe(`${'so '.repeat(8)}then, ${'and '.repeat(9)}on,`)
  })

  test('else at the longest pause', () => {
    const words = [...spoken('a '.repeat(19).trim(), 0.3), ...spoken('b '.repeat(30).trim(), 0.3, 6.2)]
    expect(textsOf(words)[0]).toBe('a '.repeat(19).trim())
  })

  test('but not so near an end that little is gained', () => {
    const text = `well, ${'word '.repeat(49)}`.trim()
    expect(textsOf(spoken(text)).map((each) => each.split(' ').length)).toEqual([25, 25])
    const words = [...spoken('a b', 0.3), ...spoken('c '.repeat(48).trim(), 0.3, 1.1)]
    expect(textsOf(words)[0]!.split(' ').length).toBeGreaterThan(20)
  })

  test('else in the middle', () => {
    const lines = splitLines(spoken('word '.repeat(50).trim()))
    expect(lines.map(({ text }) => text.split(' ').length)).toEqual([25, 25])
  })

  test('more than 200 characters are too many, however fast they were spoken', () => {
    const lines = splitLines(spoken('abcdefghi '.repeat(30).trim(), 0.1))
    expect(lines.map(({ text }) => text.length)).toEqual([149, 149])
  })

  test('bounds can be given', () => {
    expect(splitLines(spoken('a b c d'), { seconds: 0.7 })).toHaveLength(2)
    expect(splitLines(spoken('a b c d'), { characters: 1 })).toHaveLength(4)
  })

  test('a single word stays whole', () => {
    expect(splitLines([word('a'.repeat(300), 0, 20)])).toHaveLength(1)
  })
})

describe('always', () => {
  const texts = fc.oneof(
    fc.constantFrom('so', 'and', 'well,', 'end.', 'Mr.', '3.', '5', '今天', '年。', 'です', '안녕', '…', '%', ' ', ''),
    fc.string({ maxLength: 12, unit: 'grapheme' }),
  )

  /** Words as a poor transcriber gives them: in order of start, but empty, overlapping or ended before they begin. */
  const words = fc
    .array(
      fc.record({
        text: texts,
        step: fc.oneof(fc.constantFrom(0, 0.3, 0.5), fc.double({ min: 0, max: 2, noNaN: true })),
        length: fc.oneof(fc.constantFrom(0, 0.2, 0.3), fc.double({ min: -1, max: 15, noNaN: true })),
        speaker: fc.constantFrom(0, 0, 0, 1),
        last: fc.constantFrom(undefined, false, false, false, true),
      }),
      { maxLength: 120 },
    )
    .map((drafts) => {
      let start = 0
      return drafts.map(({ text, step, length, speaker, last }) => {
        start += step
        return word(text, start, start + length, { speaker, ...(last === undefined ? {} : { last }) })
      })
    })

  const bare = (text: string): string => text.replace(/\s/g, '')

  test('no word is lost, moved or given to another speaker', () => {
    fc.assert(
      fc.property(words, (heard) => {
        const lines = splitLines(heard)
        expect(lines.map(({ text }) => bare(text)).join('')).toBe(heard.map(({ text }) => bare(text)).join(''))
        const speakers = lines.flatMap(({ text, speaker }) => Array.from(bare(text), () => speaker))
        expect(speakers).toEqual(heard.flatMap(({ text, speaker }) => Array.from(bare(text), () => speaker)))
      }),
      { ...RUNS, numRuns: 2000 },
    )
  })

  test('ids count from 1, starts are in order, no line ends before it starts or is empty', () => {
    fc.assert(
      fc.property(words, (heard) => {
        const lines = splitLines(heard)
        expect(lines.map(({ id }) => id)).toEqual(lines.map((_, index) => index + 1))
        for (const [index, line] of lines.entries()) {
          expect(line.end).toBeGreaterThanOrEqual(line.start)
          expect(line.start).toBeGreaterThanOrEqual(lines[index - 1]?.start ?? 0)
          expect(line.text.trim()).not.toBe('')
        }
      }),
      { ...RUNS, numRuns: 2000 },
    )
  })

  test('lines of several words are within bounds', () => {
    fc.assert(
      fc.property(words, (heard) => {
        const starts = heard.filter(({ text }) => text.trim() !== '').map(({ start }) => start)
        for (const { start, end, text } of splitLines(heard)) {
          if (starts.filter((each) => each >= start && each <= end).length < 2) continue
          const isSingle = heard.some((each) => bare(each.text) === bare(text))
          expect(isSingle || (end - start <= 12 && text.length <= 200)).toBe(true)
        }
      }),
      { ...RUNS, numRuns: 2000 },
    )
  })

  test('a sentence, an utterance and a turn always end their line', () => {
    fc.assert(
      fc.property(words, (heard) => {
        const said = heard.filter(({ text }) => text.trim() !== '')
        let end = 0
        const ends = new Set(splitLines(heard).map(({ text }) => (end += bare(text).length)))
        let at = 0
        for (const [index, each] of said.entries()) {
          at += bare(each.text).length
          const next = said[index + 1]
          if (!next) continue
          const isEnd = markAfter(each.text.trim(), next.text.trim()) === 'sentence'
          if (isEnd || each.last === true || each.speaker !== next.speaker) expect(ends.has(at)).toBe(true)
        }
      }),
      { ...RUNS, numRuns: 2000 },
    )
  })

  test('ten thousand words without a mark or a pause', () => {
    const lines = splitLines(spoken('word '.repeat(10_000).trim()))
    expect(lines.every(({ start, end }) => end - start <= 12)).toBe(true)
    expect(lines.reduce((sum, { text }) => sum + text.split(' ').length, 0)).toBe(10_000)
  })
})
