import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Caption } from '../../src/dub/captions.ts'
import { captions } from '../../src/timing/captions.ts'
import { parseSubtitles, toSrt, toWebVtt } from '../../src/timing/subtitles.ts'
import { RUNS } from './instances.ts'
import { TEXTS } from './texts.ts'

const TWO: readonly Caption[] = [
  { start: 0.5, end: 2, rows: ['Tom & Jerry', '<3 --> 4'] },
  { start: 3661.0416, end: 3662, rows: ['second'] },
]

describe('writing', () => {
  test('SubRip', () => {
    expect(toSrt(TWO)).toBe(
      '1\n00:00:00,500 --> 00:00:02,000\nTom & Jerry\n<3 → 4\n\n2\n01:01:01,042 --> 01:01:02,000\nsecond\n',
    )
  })

  test('WebVTT', () => {
    expect(toWebVtt(TWO)).toBe(
      [
        'WEBVTT\n',
        '00:00:00.500 --> 00:00:02.000\nTom &amp; Jerry\n&lt;3 --&gt; 4\n',
        '01:01:01.042 --> 01:01:02.000\nsecond\n',
      ].join('\n'),
    )
  })

  test('SubRip has look-alikes for what would be markup', () => {
    const odd = [{ start: 0, end: 1, rows: ['<i>a</i> {\\an8}b', 'x &amp; y < z {w} & v'] }]
    expect(toSrt(odd)).toContain('\n‹i>a‹/i> (\\an8}b\nx ＆amp; y < z {w} & v\n')
    expect(parseSubtitles(toSrt(odd))[0]!.rows).toEqual(['‹i>a‹/i> (\\an8}b', 'x ＆amp; y < z {w} & v'])
  })

  test('no captions', () => {
    expect([toSrt([]), toWebVtt([])]).toEqual(['', 'WEBVTT\n'])
  })

  test('no row breaks a cue, and no empty cue is written', () => {
    const odd = [
      { start: 0, end: 1, rows: ['a\n\nb', ' ', '\r\n'] },
      { start: 1, end: 2, rows: ['', '\n'] },
    ]
    expect(toSrt(odd)).toBe('1\n00:00:00,000 --> 00:00:01,000\na b\n')
  })

  test('rounding makes no cue of no length, and none that overlap', () => {
    const close = [
      { start: 1, end: 1.0004, rows: ['a'] },
      { start: 1.0004, end: 1.0012, rows: ['b'] },
      { start: 1.0013, end: 2, rows: ['c'] },
    ]
    const times = parseSubtitles(toSrt(close)).map(({ start, end }) => [start, end])
    expect(times).toEqual([
      [1, 1.001],
      [1.001, 1.002],
      [1.002, 2],
    ])
  })

  test('a hundred hours', () => {
    expect(toSrt([{ start: 360_000, end: 360_001, rows: ['late'] }])).toContain('100:00:00,000 --> 100:00:01,000')
  })
})

describe('reading', () => {
  test('SubRip as people write it', () => {
    const text =
      '\ufeff1\r\n00:00:01,5 --> 00:00:02,000\r\n<i>Hello</i> {\\an8}there\r\n\r\n\r\n' +
      '2\r\n0:00:03.000 --> 0:00:04.000\r\n4\r\n'
    expect(parseSubtitles(text)).toEqual([
      { start: 1.5, end: 2, rows: ['Hello there'] },
      { start: 3, end: 4, rows: ['4'] },
    ])
  })

  test('cues that no blank line parts', () => {
    const text = '1\n00:00:01,000 --> 00:00:02,000\none\n2\n00:00:02,000 --> 00:00:03,000\ntwo'
    expect(parseSubtitles(text).map(({ rows }) => rows)).toEqual([['one'], ['two']])
  })

  test('WebVTT with everything that may stand in it', () => {
    const text = [
      'WEBVTT - a title',
      'Kind: captions',
      '',
      'NOTE',
      '00:00.000 --> 00:01.000',
      'not a cue',
      '',
      'STYLE',
      '::cue { color: red }',
      '',
      'intro',
      '00:01.000 --> 00:02.500 align:start position:10%',
      '<v Ann>Tom &amp; <b>Jerry</b> &lt;3 &amp;lt; &nope;</v>',
      '- yes',
      '',
      '01:00:03.000 --> 01:00:04.000',
      '',
    ].join('\n')
    expect(parseSubtitles(text)).toEqual([{ start: 1, end: 2.5, rows: ['Tom & Jerry <3 &lt; &nope;', '- yes'] }])
  })

  test('cues are put in order, and none ends before it starts', () => {
    const text = '00:00:05,000 --> 00:00:04,000\nb\n\n00:00:01,000 --> 00:00:02,000\na\n'
    expect(parseSubtitles(text)).toEqual([
      { start: 1, end: 2, rows: ['a'] },
      { start: 5, end: 5, rows: ['b'] },
    ])
  })

  test.each(['', 'WEBVTT', 'Dear diary,\n\ntoday nothing happened.', '{"json": true}'])(
    '%o has no captions',
    (text) => {
      expect(parseSubtitles(text)).toEqual([])
    },
  )
})

describe('there and back', () => {
  const row = fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom('-->', '>', '&lt;', '&', 'NOTE', ' ', '00:01.000', '7'), maxLength: 20 }),
    )
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '')

  const documents: fc.Arbitrary<Caption[]> = fc
    .array(
      fc.record({
        wait: fc.nat(5000),
        length: fc.integer({ min: 1, max: 7000 }),
        rows: fc.array(row, { minLength: 1, maxLength: 2 }),
      }),
    )
    .map((drafts) => {
      let at = 0
      return drafts.map(({ wait, length, rows }) => {
        const start = at + wait
        at = start + length
        return { start: start / 1000, end: at / 1000, rows }
      })
    })

  test('WebVTT gives back what it was given', () => {
    fc.assert(
      fc.property(documents, (written) => {
        expect(parseSubtitles(toWebVtt(written))).toEqual(written)
      }),
      RUNS,
    )
  })

  test('SubRip too, but for arrows and markup', () => {
    fc.assert(
      fc.property(documents, (written) => {
        const read = written.map((each) => ({ ...each, rows: each.rows.map(withoutMarkup) }))
        expect(parseSubtitles(toSrt(written))).toEqual(read)
      }),
      RUNS,
    )
  })

  test('line ends and a byte order mark make no difference', () => {
    fc.assert(
      fc.property(documents, (written) => {
        for (const text of [toSrt(written), toWebVtt(written)]) {
          expect(parseSubtitles(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toEqual(parseSubtitles(text))
        }
      }),
      { ...RUNS, numRuns: 500 },
    )
  })
})

/** What a row becomes in SubRip. */
function withoutMarkup(row: string): string {
  return row
    .replaceAll('-->', '→')
    .replace(/<(\/?[a-z])/gi, '‹$1')
    .replaceAll('{\\', '(\\')
    .replace(/&([a-z]+;|#\w+;)/gi, '＆$1')
}

describe('ffmpeg', () => {
  const spoken = Object.values(TEXTS)
    .flat()
    .map((text, index) => ({ start: index * 8, end: index * 8 + 6, text }))
  const written = [...captions(spoken, 'ja'), { start: 900, end: 901, rows: ['1 < 2 & 3 > 2', 'a --> b'] }]

  test.each([
    ['srt', toSrt],
    ['vtt', toWebVtt],
  ])('reads the same cues from %s', (format, write) => {
    const folder = mkdtempSync(join(tmpdir(), 'ytdub-subtitles-'))
    try {
      const file = join(folder, `captions.${format}`)
      writeFileSync(file, write(written))
      const read = execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-f', 'webvtt', '-'], { encoding: 'utf8' })
      const cues = parseSubtitles(read)
      expect(cues).toHaveLength(written.length)
      expect(cues.map(({ rows }) => rows).slice(0, -1)).toEqual(written.map(({ rows }) => rows).slice(0, -1))
      for (const [index, { start }] of cues.entries()) expect(start).toBeCloseTo(written[index]!.start, 2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
