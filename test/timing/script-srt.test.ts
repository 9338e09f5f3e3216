import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readScriptSrt, scriptSrtText, toScriptSrt } from '../../src/timing/script-srt.ts'

const TWO = toScriptSrt([
  { id: 3, start: 1.25, end: 2.5, text: 'uno' },
  { id: 4, start: 2, end: 3.0004, text: 'dos' },
])

describe('a script as SubRip', () => {
  test('has the numbers and times of its lines, also where they overlap', () => {
    expect(TWO).toBe('3\n00:00:01,250 --> 00:00:02,500\nuno\n\n4\n00:00:02,000 --> 00:00:03,000\ndos\n')
  })

  test('is read back as it was written, whatever the words', () => {
    const line = fc.record({
      id: fc.integer({ min: 1, max: 1e6 }),
      start: fc.integer({ min: 0, max: 1e7 }),
      length: fc.integer({ min: 1, max: 1e5 }),
      text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('12', '<i>a</i>', 'a --> b', 'a\nb', '', '1\n2')),
    })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (all) => {
        const lines = all.map(({ id, start, length, text }) => {
          return { id, start: start / 1000, end: (start + length) / 1000, text }
        })
        const { cues, astray } = readScriptSrt(toScriptSrt(lines))
        expect(astray).toEqual([])
        expect(cues).toEqual(
          lines.map(({ id, start, end, text }) => ({ number: id, start, end, text: scriptSrtText(text) })),
        )
      }),
    )
  })

  test('forgives what editors do to it: line ends, byte order mark, rows, blank lines', () => {
    const edited = `\ufeff${TWO.replace('uno', '<i>uno</i>\r\ny medio').replace('\n\n4', '\n4')}`.replaceAll(
      /(?<!\r)\n/g,
      '\r\n',
    )
    expect(readScriptSrt(edited)).toEqual({
      cues: [
        { number: 3, start: 1.25, end: 2.5, text: 'uno y medio' },
        { number: 4, start: 2, end: 3, text: 'dos' },
      ],
      astray: [],
    })
  })

  test('tells of cues without a number, and of text that is in no cue', () => {
    expect(readScriptSrt(TWO.replace('4\n', '')).cues.map(({ number }) => number)).toEqual([3, null])
    expect(readScriptSrt(TWO.replace('uno', 'uno\n\nand more')).astray).toEqual([0])
    expect(readScriptSrt(`hello\n\n${TWO}`).astray).toEqual([-1])
    expect(readScriptSrt('')).toEqual({ cues: [], astray: [] })
  })
})
