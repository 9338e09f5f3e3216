import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { captions } from '../../src/timing/captions.ts'
import { type CaptionFault, checkCaptions } from '../../src/timing/check-captions.ts'
import { toSrt, toWebVtt } from '../../src/timing/subtitles.ts'
import { RUNS } from './instances.ts'
import { TEXTS } from './texts.ts'

type Shape = { language?: string; duration?: number }

const rulesOf = (faults: readonly CaptionFault[]): string[] => faults.map(({ cue, rule }) => `${cue} ${rule}`)
const srt = (text: string, { language = 'en', duration = 60 }: Shape = {}): CaptionFault[] =>
  checkCaptions(text, 'srt', { language, duration })
const vtt = (text: string, { language = 'en', duration = 60 }: Shape = {}): CaptionFault[] =>
  checkCaptions(text, 'webvtt', { language, duration })

/** One cue of two seconds, unless told otherwise. */
const cue = (text: string, times = '00:00:01,000 --> 00:00:03,000'): string => `1\n${times}\n${text}\n`
const two = (times: string): string => `${cue('One.')}\n2\n${times}\nTwo.\n`

describe('what is right has no faults', () => {
  test('SubRip', () => {
    expect(srt(two('00:00:03,083 --> 00:00:05,000'))).toEqual([])
    expect(srt(two('00:00:03,083 --> 00:00:05,000').replaceAll('\n', '\r\n'))).toEqual([])
    expect(srt(cue('Late.', '100:00:00,000 --> 100:00:01,000'), { duration: 360_001 })).toEqual([])
    expect(srt('')).toEqual([])
  })

  test('WebVTT with everything that may stand in it', () => {
    const text = [
      'WEBVTT - a title',
      'Kind: captions',
      '',
      'NOTE 00:00.000 is no time',
      '',
      'STYLE',
      '::cue { color: red }',
      '',
      'intro',
      '00:01.000 --> 00:02.500 align:start position:10%',
      '<v Ann>Tom &amp; <b>Jerry</b> <00:01.500>&lt;3</v>',
      '- yes',
      '',
      '00:00:03.000 --> 00:00:04.000',
      'No & no more.'.replace('&', '&#38;'),
      '',
    ].join('\n')
    expect(vtt(text)).toEqual([])
  })
})

describe('form', () => {
  test.each([
    ['a number that is missing', '00:00:01,000 --> 00:00:03,000\nHi.\n', ['1 number']],
    ['a number that is wrong', two('00:00:04,000 --> 00:00:05,000').replace('\n2\n', '\n3\n'), ['2 number']],
    ['times with a dot', cue('Hi.', '00:00:01.000 --> 00:00:03.000'), ['1 times']],
    ['times without hours', cue('Hi.', '00:01,000 --> 00:03,000'), ['1 times']],
    ['61 seconds', cue('Hi.', '00:00:01,000 --> 00:00:61,000'), ['1 times']],
    ['settings', cue('Hi.', '00:00:01,000 --> 00:00:03,000 X1:0'), ['1 times']],
    ['a line before the times', cue('Hi.').replace('1\n', '1\nintro\n'), ['1 times']],
    ['no times', '1\nHi.\n', ['1 times']],
    ['a blank line inside', cue('One.\n\nTwo.'), ['2 number', '2 times']],
    [
      'no blank line between',
      two('00:00:04,000 --> 00:00:05,000').replace('\n\n', '\n'),
      ['1 blank-line', '1 rows', '1 break', '1 speed'],
    ],
    ['a byte order mark', `\ufeff${cue('Hi.')}`, ['0 byte-order-mark']],
    ['bytes that were no UTF-8', cue('Caf\ufffd.'), ['0 encoding']],
    ['half a character', cue('\ud83d.'), ['0 encoding']],
    ['another format', 'WEBVTT\n\n00:01.000 --> 00:03.000\nHi.\n', ['1 number', '1 times', '2 number', '2 times']],
  ])('SubRip: %s', (_, text, rules) => {
    expect(rulesOf(srt(text))).toEqual(rules)
  })

  test.each([
    ['no header', '00:01.000 --> 00:03.000\nHi.\n', ['0 header']],
    ['a header that is another word', 'WEBVTTX\n\n00:01.000 --> 00:03.000\nHi.\n', ['0 header', '1 times']],
    ['no line after the header', 'WEBVTT\n00:01.000 --> 00:03.000\nHi.\n', ['0 header']],
    ['times with a comma', 'WEBVTT\n\n00:01,000 --> 00:03,000\nHi.\n', ['1 times']],
    ['an arrow in the text', 'WEBVTT\n\n00:01.000 --> 00:03.000\na --> b\n', ['1 blank-line']],
    ['nothing at all', '', ['0 header']],
  ])('WebVTT: %s', (_, text, rules) => {
    expect(rulesOf(vtt(text))).toEqual(rules)
  })

  test('markup is a fault where it would be shown, or would hide what is said', () => {
    for (const text of ['<i>Hi</i>', '{\\an8}Hi', 'Tom &amp; Jerry', '<font color="red">Hi</font>'])
      expect(rulesOf(srt(cue(text)))).toEqual(['1 markup'])
    for (const text of ['1 < 2 > 0', 'Tom & Jerry', 'a {b}', '<3']) expect(srt(cue(text))).toEqual([])
    for (const text of ['1 < 2', 'Tom & Jerry', '<blink>Hi</blink>'])
      expect(rulesOf(vtt(`WEBVTT\n\n00:01.000 --> 00:03.000\n${text}\n`))).toEqual(['1 markup'])
  })
})

describe('time', () => {
  test.each([
    ['00:00:00,000 --> 00:00:00,900', '2 order', 'error'],
    ['00:00:02,999 --> 00:00:05,000', '2 overlap', 'error'],
    ['00:00:03,000 --> 00:00:05,000', '2 gap', 'warning'],
    ['00:00:03,082 --> 00:00:05,000', '2 gap', 'warning'],
    ['00:00:04,000 --> 00:00:04,829', '2 shown', 'warning'],
    ['00:00:04,000 --> 00:00:11,001', '2 shown', 'warning'],
    ['00:00:05,000 --> 00:00:04,000', '2 times', 'error'],
    ['00:00:05,000 --> 00:00:05,000', '2 times', 'error'],
    ['00:00:59,000 --> 00:01:00,002', '2 end', 'error'],
    ['00:01:01,000 --> 00:01:02,000', '2 end', 'error'],
  ])('%s: %s is an %s', (times, rule, severity) => {
    const faults = srt(two(times)).filter((fault) => fault.rule !== 'speed')
    expect(faults).toMatchObject([{ severity }])
    expect(rulesOf(faults)).toEqual([rule])
  })

  test('the bounds themselves are kept, and the end to a millisecond', () => {
    for (const times of [
      '00:00:03,083 --> 00:00:03,913',
      '00:00:04,000 --> 00:00:11,000',
      '00:00:59,000 --> 00:01:00,001',
    ])
      expect(srt(two(times))).toEqual([])
  })
})

describe('text', () => {
  test.each([
    ['en', 'x'.repeat(42), []],
    ['en', 'x'.repeat(43), ['1 width']],
    ['ja', 'あ'.repeat(17), ['1 width']],
    ['zh-TW', '好'.repeat(17), ['1 width']],
    ['ko', '가'.repeat(17), ['1 width']],
    ['hi', 'क्षि'.repeat(42), []],
    ['ar', 'بَ'.repeat(42), []],
  ])('%s: rows are as wide as their graphemes: %s', (language, text, rules) => {
    expect(rulesOf(srt(cue(text, '00:00:01,000 --> 00:00:07,500'), { language }))).toEqual(rules)
  })

  test.each([
    ['en', 17],
    ['zh', 11],
    ['ja', 7],
    ['ko', 12],
    ['ru', 17],
  ])('%s is read at %d characters a second', (language, speed) => {
    const text = (size: number): string => `${'가'.repeat(Math.ceil(size / 2))}\n${'가'.repeat(Math.floor(size / 2))}`
    const times = '00:00:01,000 --> 00:00:03,000'
    expect(srt(cue(text(2 * speed), times), { language })).toEqual([])
    expect(srt(cue(text(2 * speed + 1), times), { language })).toMatchObject([{ rule: 'speed', severity: 'warning' }])
  })

  test('rows are one or two, and not empty', () => {
    expect(rulesOf(srt(cue('One.\nTwo.')))).toEqual([])
    expect(rulesOf(srt(cue('One.\nTwo.\nThree.')))).toEqual(['1 rows'])
    expect(rulesOf(srt(cue('One.\n ')))).toEqual(['1 rows'])
    expect(rulesOf(srt('1\n00:00:01,000 --> 00:00:03,000\n'))).toEqual(['1 empty'])
    expect(rulesOf(srt(cue('\u00a0')))).toEqual(['1 empty'])
    expect(rulesOf(vtt('WEBVTT\n\n00:01.000 --> 00:03.000\n<i></i>\n'))).toEqual(['1 empty'])
  })

  test.each([
    ['ja', '今日は天\n気がいい。'],
    ['ja', '少し待\nって。'],
    ['ja', '「はい\n」と言う。'],
    ['ja', '彼は「\nはい」と言う。'],
    ['zh', '我们讨论人工智\n能。'],
    ['zh', '我们走吧\n，好吗？'],
    ['en', 'It cost 1,\n234 in all.'],
    ['en', 'It starts at 12:\n30.'],
    ['fr', 'Il en reste 1\n234.'],
    ['es', 'Y yo dije: ¿\nPor qué?'],
    ['ar', 'نعم\n، شكرا'],
    ['hi', 'ठीक है\n।'],
  ])('%s: a row that ends inside a word or a number is hard to read: %s', (language, text) => {
    const faults = srt(cue(text, '00:00:01,000 --> 00:00:04,000'), { language })
    expect(new Set(faults.map(({ rule, severity }) => `${rule} ${severity}`))).toEqual(new Set(['break warning']))
  })

  test.each([
    ['ja', '今日は天気が\nいい。'],
    ['zh', '“请等一下，”\n她说。'],
    ['de', 'Er sagte: „Nein.“\n»Wirklich?«'],
    ['nl', 'En dan\n’s morgens vroeg.'],
    ['es', '…y entonces\n¿qué?'],
    ['ko', '산책을\n할까요?'],
  ])('%s: one that does not is no fault: %s', (language, text) => {
    expect(srt(cue(text, '00:00:01,000 --> 00:00:04,000'), { language })).toEqual([])
  })
})

test('faults come in the order of their cues, and do not tell what is said', () => {
  const text = `${cue('Secret'.repeat(20))}\n2\n00:00:03,000 --> 00:00:04,000\n<i>Secret</i>\n\n9\nSecret\n`
  const faults = srt(text)
  expect(faults.map(({ cue: at }) => at)).toEqual(faults.map(({ cue: at }) => at).toSorted((a, b) => a - b))
  expect(faults.length).toBeGreaterThan(4)
  expect(JSON.stringify(faults)).not.toContain('Secret')
})

describe('what we write ourselves', () => {
  const good = captions(
    Object.values(TEXTS)
      .flat()
      .map((text, index) => ({ start: index * 12, end: index * 12 + 9, text })),
    'en',
  )

  test('every damage to it is found', () => {
    const [asSrt, asVtt] = [toSrt(good), toWebVtt(good)]
    expect([srt(asSrt, { duration: 999 }), vtt(asVtt, { duration: 999 })].flat().map(({ rule }) => rule)).not.toContain(
      'times',
    )
    const damages: ((text: string) => string)[] = [
      (text) => text.replace(' --> ', ' -> '),
      (text) => text.replace('\n\n', '\n'),
      (text) => text.replace(/:(\d\d)([.,])\d{3} -->/, ':$1$200 -->'),
      (text) => text.replace(/(\d\d:\d\d:\d\d[.,]\d{3}) --> (\d\d:\d\d:\d\d[.,]\d{3})/, '$2 --> $1'),
      (text) => text.slice(3),
      (text) => text.replace(/\n([^\n\d][^\n]+)\n/, '\n$1\n$1\n$1\n'),
    ]
    for (const [index, damage] of damages.entries())
      for (const [format, text] of [['srt', asSrt] as const, ['webvtt', asVtt] as const]) {
        const faults = checkCaptions(damage(text), format, { language: 'en', duration: 999 })
        expect(
          faults.some(({ severity }) => severity === 'error'),
          `damage ${index} in ${format}`,
        ).toBe(true)
      }
  })

  test('any bytes are read without an exception, and no fault is told twice', () => {
    const pieces = fc.constantFrom(
      'WEBVTT',
      '\n',
      '\n\n',
      '1',
      '00:00:01,000 --> 00:00:03,000',
      '-->',
      '<i>',
      '&',
      'あ',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), (parts) => {
        for (const format of ['srt', 'webvtt'] as const) {
          const faults = checkCaptions(parts.join(''), format, { language: 'ja', duration: 5 })
          expect(faults.every(({ cue: at, what }) => at >= 0 && what !== '')).toBe(true)
        }
      }),
      { ...RUNS, numRuns: 1000 },
    )
  })
})
