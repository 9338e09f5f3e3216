import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Draft, GAP, LONGEST, needed, SHORTEST, timeCaptions } from '../../src/timing/time-captions.ts'
import { EXACT, RUNS } from './instances.ts'

const draft = (start: number, end: number, size = 10): Draft => ({ start, end, rows: ['x'], size })
const spans = (drafts: readonly Draft[], until = Infinity): number[][] =>
  timeCaptions(drafts, until, 17).map(({ start, end }) => [start, end].map((time) => Number(time.toFixed(3))))

describe('by example', () => {
  test('nothing', () => {
    expect(timeCaptions([], 10, 17)).toEqual([])
  })

  test('speech that takes longer than reading sets the times', () => {
    expect(spans([draft(1, 3), draft(4, 6)])).toEqual([
      [1, 3],
      [4, 6],
    ])
  })

  test('reading that takes longer goes on into the pause', () => {
    expect(spans([draft(1, 2, 34), draft(4, 6)])).toEqual([
      [1, 3.002],
      [4, 6],
    ])
  })

  test('the shortest time is kept, and what comes in it is late, but catches up', () => {
    expect(spans([draft(1, 1.1), draft(1.2, 1.5), draft(3, 4)])).toEqual([
      [1, 1.835],
      [1.92, 2.915],
      [3, 4],
    ])
  })

  test('a very long one leaves the screen after seven seconds', () => {
    expect(spans([draft(1, 20)])).toEqual([[1, 7.99]])
  })

  test('two voices share their time by what there is to read', () => {
    const [[, end], [start]] = spans([draft(0, 4, 60), draft(1, 5, 20)]) as [number[], number[]]
    expect(start! - end!).toBeCloseTo(GAP, 3)
    expect(start).toBeCloseTo(5 * (60 / 80), 1)
  })

  test('but one who has spoken is not waited for', () => {
    const [, second] = spans([draft(0, 1.5, 60), draft(1, 9, 20)])
    expect(second![0]).toBeCloseTo(1.5 + GAP, 3)
  })

  test('the end of the recording brings the last ones forward', () => {
    expect(spans([draft(1, 3), draft(4.9, 5)], 5)).toEqual([
      [1, 3],
      [4.165, 5],
    ])
  })
})

const drafts = fc
  .array(
    fc.record({
      step: fc.double({ min: -1, max: 3, noNaN: true }),
      length: fc.double({ min: 0, max: 9, noNaN: true }),
      size: fc.integer({ min: 1, max: 84 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) => {
    let at = 0
    return all.map(({ step, length, size }) => {
      at = Math.max(0, at + step)
      return draft(at, at + length, size)
    })
  })

test('always: two frames apart, neither too short nor too long, in order', () => {
  fc.assert(
    fc.property(drafts, (all) => {
      const shown = timeCaptions(all, Infinity, 17)
      for (const [index, { start, end }] of shown.entries()) {
        expect(end - start).toBeGreaterThanOrEqual(SHORTEST - EXACT)
        expect(end - start).toBeLessThanOrEqual(LONGEST + EXACT)
        expect((shown[index + 1]?.start ?? Infinity) - end).toBeGreaterThanOrEqual(GAP - EXACT)
        expect(start).toBeGreaterThanOrEqual(all[index]!.start - EXACT)
      }
    }),
    { ...RUNS, numRuns: 1000 },
  )
})

test('always: whoever is not read in time is followed at once', () => {
  fc.assert(
    fc.property(drafts, (all) => {
      const shown = timeCaptions(all, Infinity, 17)
      for (const [index, { start, end }] of shown.entries()) {
        if (end - start >= Math.min(needed(all[index]!, 17), LONGEST) - EXACT) continue
        expect(shown[index + 1]!.start - end).toBeCloseTo(GAP, 9)
      }
    }),
    { ...RUNS, numRuns: 1000 },
  )
})

test('always: no pause is left in which the screen would only blink', () => {
  fc.assert(
    fc.property(drafts, (all) => {
      const shown = timeCaptions(all, Infinity, 17)
      for (const [index, { start, end }] of shown.slice(0, -1).entries()) {
        const pause = shown[index + 1]!.start - end
        expect(pause < GAP + EXACT || pause >= 0.5 || end - start > LONGEST - EXACT).toBe(true)
      }
    }),
    { ...RUNS, numRuns: 1000 },
  )
})

test('always: the recording ends after the last, where a frame for each is left', () => {
  fc.assert(
    fc.property(drafts, fc.double({ min: 0.13, max: 2, noNaN: true }), (all, each) => {
      const until = all.length * each
      const shown = timeCaptions(
        all.map((one) => draft(Math.min(one.start, until), until, one.size)),
        until,
        17,
      )
      expect(shown.at(-1)!.end).toBeLessThanOrEqual(until + EXACT)
      expect(Math.min(...shown.map(({ start }) => start))).toBeGreaterThanOrEqual(0)
    }),
    { ...RUNS, numRuns: 1000 },
  )
})
