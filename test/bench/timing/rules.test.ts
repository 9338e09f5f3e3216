import { describe, expect, test } from 'vitest'
import type { Instance, SpokenLine } from '../../../bench/timing/instance.ts'
import { makeInstances } from '../../../bench/timing/make-instances.ts'
import { measure } from '../../../bench/timing/measure.ts'
import { RULES } from '../../../bench/timing/rules/all.ts'

function line(start: number, end: number, natural: number): SpokenLine {
  return { start, end, speaker: 0, natural }
}

/** Start, rate and seconds of each clip, to a thousandth. */
function played(name: string, lines: readonly SpokenLine[], duration = 10): number[][] {
  const { placements } = RULES[name]!.rule({ name, lines, duration })
  return placements.map((each) => [each.start, each.rate, each.seconds].map((value) => Number(value.toFixed(3))))
}

describe('every rule', () => {
  const instances = makeInstances().filter(({ lines }) => lines.length <= 300)

  test.each(Object.keys(RULES))('%s places every line of every instance, or gives up', (name) => {
    for (const instance of instances) {
      const { plan, figures } = measure(RULES[name]!.rule, instance)
      expect(plan.placements).toHaveLength(figures.aborted ? 0 : instance.lines.length)
      const numbers = plan.placements.flatMap(({ start, rate, seconds }) => [start, rate, seconds])
      expect(numbers.every(Number.isFinite)).toBe(true)
      expect(plan.placements.every(({ rate, seconds }) => rate > 0 && seconds >= 0)).toBe(true)
      expect(Number.isFinite(figures.lost) && figures.lost >= 0).toBe(true)
    }
  })
})

describe('rules that start on time', () => {
  const lines = [line(0, 2, 2.5), line(2, 4, 1), line(6, 8, 6)]

  test('naive plays everything as it is', () => {
    expect(played('naive', lines)).toEqual([
      [0, 1, 2.5],
      [2, 1, 1],
      [6, 1, 6],
    ])
  })

  test('cap-1.3 rounds up to tenths and stops at 1.3', () => {
    expect(played('cap-1.3', [line(0, 2, 2.21), line(2, 4, 1), line(6, 8, 6)])).toEqual([
      [0, 1.2, 1.842],
      [2, 1, 1],
      [6, 1.3, 4.615],
    ])
  })

  test('exact-slot has no limits', () => {
    expect(played('exact-slot', lines)).toEqual([
      [0, 1.25, 2],
      [2, 0.5, 2],
      [6, 3, 2],
    ])
  })

  test('rounded leaves what is nearly right alone', () => {
    const ratios = [0.5, 0.8, 1.15, 1.24, 2.5]
    const rates = played(
      'rounded',
      ratios.map((ratio, index) => line(index, index + 1, ratio)),
    ).map(([, rate]) => rate)
    expect(rates).toEqual([0.8, 1, 1, 1.2, 1.9])
  })
})

describe('rules that cut', () => {
  test('trim uses a quarter of a second of the pause', () => {
    expect(played('trim', [line(0, 2, 3), line(2.1, 4, 3), line(6, 8, 1)])).toEqual([
      [0, 1, 2.05],
      [2.1, 1, 2.15],
      [6, 1, 1],
    ])
  })

  test('smart fills the slot between 0.85 and 1.8', () => {
    expect(played('smart', [line(0, 2, 1), line(2.05, 4.05, 2.4), line(4.1, 6, 9)], 6.1)).toEqual([
      [0, 0.85, 1.176],
      [2.05, 1.2, 2],
      [4.1, 1.8, 1.95],
    ])
  })

  test('clamp cuts at the end of the line', () => {
    expect(played('clamp', [line(0, 2, 1), line(3, 5, 4)])).toEqual([
      [0, 0.8, 1.25],
      [3, 1.3, 2],
    ])
  })

  test('nudge moves a line by at most 0.8 s, keeps 0.12 s before it, then cuts', () => {
    const lines = [line(1, 2, 1), line(3, 5, 1.5), line(5, 6, 4), line(7, 8, 1), line(9.5, 9.8, 4)]
    expect(played('nudge', lines, 12)).toEqual([
      [1, 1, 1],
      [3, 1, 1.5],
      [4.62, 1, 2.35],
      [7, 1, 1],
      [8.7, 1, 3.27],
    ])
  })
})

describe('rules that wait their turn', () => {
  test('greedy hands lateness on and catches up', () => {
    expect(played('greedy', [line(0, 2, 3.9), line(2, 5, 2.2), line(5, 6, 1)])).toEqual([
      [0, 1.3, 3],
      [3, 1.1, 2],
      [5, 1, 1],
    ])
  })

  test('push never speeds up', () => {
    expect(played('push', [line(0, 2, 3), line(2, 5, 3), line(9, 10, 1)])).toEqual([
      [0, 1, 3],
      [3, 1, 3],
      [9, 1, 1],
    ])
  })

  test('fill presses what is too long into the time to the next start', () => {
    expect(played('fill', [line(1, 2, 4), line(3, 5, 1), line(6, 7, 1)])).toEqual([
      [1, 2, 2],
      [3, 1, 1],
      [6, 1, 1],
    ])
  })

  test('delay is never made up for, and stops growing at 1.5 s', () => {
    expect(played('delay', [line(0, 2, 4.05), line(2, 4, 5.4), line(4, 6, 2)], 20)).toEqual([
      [0, 1.35, 3],
      [3, 1.35, 4],
      [5.5, 0.8, 2.5],
    ])
  })
})

describe('rules that group', () => {
  test('chunked gives three lines one speed, and leaves out the pauses where there is no room', () => {
    const lines = [line(0, 3, 4), line(3.5, 6.5, 4), line(7, 10, 4), line(20, 23, 3)]
    // 12 s of speech and 1 s of pauses, 10 s for them, and 1.5 s that may be taken after them.
    const rate = 13 / 11.4
    const placed = played('chunked', lines, 30)
    expect(placed.map(([, each]) => each)).toEqual([rate, rate, rate, 3 / 2.9].map((each) => Number(each.toFixed(3))))
    expect(placed[1]![0]).toBeCloseTo(4.5 / rate, 2)
    expect(placed[3]![0]).toBe(20)
  })

  test('merged plays short neighbours as one, and gives up where a group runs into the next', () => {
    expect(played('merged', [line(0, 2, 2.4), line(2.5, 4, 2.4), line(8, 12, 3)], 12)).toEqual([
      [0, 1.2, 2],
      [2, 1.2, 2],
      [8, 1, 3],
    ])
    const { figures } = measure(RULES['merged']!.rule, {
      name: 'too long',
      duration: 10,
      lines: [line(0, 3, 6), line(3, 6, 1)],
    })
    expect(figures).toMatchObject({ aborted: true, lost: 7 })
  })
})

describe('measuring', () => {
  const instance: Instance = { name: 'late', duration: 5, lines: [line(0, 2, 4.8), line(2, 5, 3)] }

  test('what would be heard after the end is lost', () => {
    expect(measure(RULES['push']!.rule, instance).figures.lost).toBeCloseTo(2.8, 9)
  })

  test('it counts at its natural rate, and not beyond the whole clip', () => {
    const after = [line(0, 4, 6.5), line(4.9, 5, 1.3)]
    const { figures } = measure(RULES['greedy']!.rule, { ...instance, lines: after })
    expect(figures.lost).toBeCloseTo(1.3 * (5 + 1 - 5), 9)
  })

  test('what is cut is lost', () => {
    expect(measure(RULES['clamp']!.rule, instance).figures.lost).toBeCloseTo(4.8 - 2 * 1.3, 9)
  })
})
