import { describe, expect, test } from 'vitest'
import type { Instance, Plan } from '../../../bench/timing/instance.ts'
import { judge, type Verdict } from '../../../bench/timing/judge.ts'
import { measure } from '../../../bench/timing/measure.ts'
import { picture } from '../../../bench/timing/picture.ts'
import { RULES } from '../../../bench/timing/rules/all.ts'
import { type Outcome, run } from '../../../bench/timing/run.ts'
import { toMarkdown, toText } from '../../../bench/timing/tables.ts'

const instance: Instance = {
  name: 'three lines',
  duration: 9,
  lines: [
    { start: 1, end: 3, speaker: 0, natural: 2.4 },
    { start: 3, end: 5, speaker: 0, natural: 1.6 },
    { start: 6, end: 8, speaker: 0, natural: 2 },
  ],
}

/** A plan in which ytdub shifts its lines by so many seconds and plays them at this rate. */
function planned(shift: number, rate = 1, more: Partial<Plan> = {}): Outcome {
  const placements = instance.lines.map(({ start, natural }) => ({
    start: start + shift,
    rate,
    seconds: natural / rate,
  }))
  return measure(() => ({ placements, overBound: [], shorten: [], ...more }), instance)
}

/** The verdicts on ytdub's plan beside a rival that keeps the same bounds. */
function judged(ours: Outcome, rival: Outcome, of: Instance = instance): Verdict[] {
  return judge([{ instance: of, outcomes: { ytdub: ours, 'ytdub-tight': ours, rival } }], [])
}

function missed(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ met, because }) => (met ? [] : because))
}

describe('judging', () => {
  const good = planned(0, 1.2)

  test('a schedule that nobody beats is all right, also beside its equal', () => {
    expect(missed(judged(good, planned(-0.1, 1.22)))).toEqual([])
    expect(missed(judged(good, good))).toEqual([])
  })

  test('a rival that is as good in all four errors is named, and one that starts better too', () => {
    expect(missed(judged(planned(-0.1, 1.25), planned(0, 1.25)))).toEqual([
      expect.stringContaining('rival beats ytdub on three lines'),
      expect.stringContaining('rival beats ytdub-tight on three lines'),
    ])
  })

  test.each([
    ['overlaps', planned(0, 1)],
    ['is faster', planned(0, 1.3)],
    ['loses the end', planned(5, 1.2)],
    ['gives up', measure(() => ({ placements: [], aborted: true }), instance)],
  ])('a rival that %s does not count', (_, rival) => {
    expect(missed(judged(planned(0.3, 1.25), rival))).toEqual([])
  })

  test('overlap, loss and rates beyond the bounds are missed', () => {
    expect(missed(judged(planned(0, 1), good))[0]).toContain('ytdub on three lines: overlap 0.39999')
    expect(missed(judged(planned(5, 1.2), good))[0]).toContain('lost ')
    expect(missed(judged(planned(0, 1.26), good))[0]).toContain('rates 1.26')
  })

  test('where the bounds do not hold, rates may be higher, but it has to be true', () => {
    const over = planned(0, 1.4, { overBound: [0], shorten: [{ index: 0, seconds: 0.1 }] })
    expect(missed(judged(over, good))).toEqual([])
    expect(missed(judged(over, good, { ...instance, feasible: true }))).toHaveLength(2)
  })

  test('what is asked of the lines has to help', () => {
    const tight: Instance = { ...instance, duration: 2.2, lines: [{ start: 0, end: 2.2, speaker: 0, natural: 3 }] }
    const asking = (seconds: number): Outcome =>
      measure(
        () => ({
          placements: [{ start: 0, rate: 1.4, seconds: 3 / 1.4 }],
          overBound: [0],
          shorten: [{ index: 0, seconds }],
        }),
        tight,
      )
    const rival = measure(RULES['push']!.rule, tight)
    expect(missed(judged(asking(0.5), rival, tight))).toEqual([])
    expect(missed(judged(asking(0.1), rival, tight))[0]).toContain('ytdub on three lines: still up to')
  })

  test('time and growth are judged by the middle of some runs', () => {
    const scales = (each: number, many: number) =>
      ['ytdub', 'ytdub-tight'].flatMap((rule) => [
        { rule, lines: 1000, ms: each * 1000, ms_per_line: each },
        { rule, lines: 10_000, ms: each * 10_000, ms_per_line: each },
        { rule, lines: 100_000, ms: many * 100_000, ms_per_line: many },
      ])
    expect(missed(judge([], scales(0.05, 0.09)))).toEqual([])
    expect(missed(judge([], scales(0.05, 0.11)))).toEqual(['ytdub: 2.20 times', 'ytdub-tight: 2.20 times'])
    expect(missed(judge([], scales(0.11, 0.11)))[0]).toBe('ytdub: 1100 ms for 10,000 lines')
  })
})

describe('telling', () => {
  const runs = [run(instance)]

  test('the tables have a row for each rule, and mark what is broken', () => {
    const text = toText(runs)
    const markdown = toMarkdown(runs)
    for (const name of Object.keys(RULES)) {
      expect(text).toContain(`\n${name} `)
      expect(markdown).toContain(`\n| ${name} |`)
    }
    expect(text).toMatch(/^naive +0\.40! +0\.00 /m)
    expect(markdown).toMatch(/^\| naive \| \*\*0\.40\*\* \| 0\.00 \|/m)
    expect(
      new Set(markdown.split('\n').flatMap((row) => (row.startsWith('|') ? row.split('|').length : []))),
    ).toHaveLength(1)
  })

  test('the picture names every rule, follows light and dark, and runs nothing', () => {
    const svg = picture(runs)
    for (const name of Object.keys(RULES)) expect(svg).toContain(`>${name}</text>`)
    expect(svg).toContain('prefers-color-scheme: dark')
    expect(svg).not.toMatch(/<script|NaN|undefined|Infinity|https?:\/\/(?!www\.w3\.org\/2000\/svg)/)
    const opened = svg.match(/<(?:svg|text|style|title)\b/g)!.length
    expect(svg.match(/<\/(?:svg|text|style|title)>/g)).toHaveLength(opened)
  })
})
