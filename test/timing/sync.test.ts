import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
// Linters take a call of `fit` in a test for a focused test.
import { fit as fitLines } from '../../src/timing/fit.ts'
import { measureSync, type Sync } from '../../src/timing/sync.ts'
import { instances, RUNS } from './instances.ts'

const said = (start: number, end: number, speaker = 0) => ({ start, end, speaker })
const placed = (start: number, seconds: number, rate = 1) => ({ start, seconds, rate })

function measure(
  lines: Parameters<typeof measureSync>[0],
  placements: ReturnType<typeof placed>[],
  duration = 10,
): Sync {
  const clips = placements.map(({ seconds, rate }) => ({ seconds: seconds * rate }))
  return measureSync(lines, clips, { placements, overBound: [], shorten: [] }, duration)
}

const numbersOf = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : Object.values(value as object).flatMap(numbersOf)

describe('by example', () => {
  test('a dub in perfect sync', () => {
    const sync = measure([said(0, 2), said(3, 10)], [placed(0, 2), placed(3, 7)])
    expect(sync).toEqual({
      overlap: 0,
      lost: 0,
      start_error: { mean: 0, rms: 0, p95: 0, max: 0 },
      end_error: { mean: 0, rms: 0 },
      rate: { min: 1, p95: 1, max: 1, rms_deviation: 0 },
      over_1_2: 0,
      over_1_3: 0,
      jump: { mean: 0, rms: 0 },
      end_minus_T: 0,
    })
  })

  test('no lines at all', () => {
    const sync = measure([], [])
    expect(sync.rate).toEqual({ min: 1, p95: 1, max: 1, rms_deviation: 0 })
    expect(numbersOf({ ...sync, rate: 0 }).every((value) => value === 0)).toBe(true)
  })

  test('errors count the same early and late', () => {
    const sync = measure([said(1, 2), said(5, 6)], [placed(0.7, 1), placed(5.4, 1)])
    expect(sync.start_error.mean).toBeCloseTo(0.35, 12)
    expect(sync.start_error.rms).toBeCloseTo(Math.sqrt((0.09 + 0.16) / 2), 12)
    expect(sync.start_error.max).toBeCloseTo(0.4, 12)
    expect(sync.end_error.mean).toBeCloseTo(0.35, 12)
    expect(sync.end_minus_T).toBeCloseTo(-3.6, 12)
  })

  test('the 95th percentile is a value that occurs: the 19th of 20, the only one of one', () => {
    const lines = Array.from({ length: 20 }, (_, index) => said(index, index + 0.5))
    const late = lines.map(({ start }, index) => placed(start + (index + 1) / 1000, 0.1))
    expect(measure(lines, late).start_error.p95).toBeCloseTo(0.019, 9)
    expect(measure([said(0, 1)], [placed(0.3, 1)]).start_error.p95).toBe(0.3)
  })

  test('rates: shares over 1.2 and 1.3 do not count the bound itself', () => {
    const rates = [1, 1.2, 1.25, 1.3, 1.5]
    const lines = rates.map((_, index) => said(index, index + 1))
    const sync = measure(
      lines,
      rates.map((rate, index) => placed(index, 0.5, rate)),
    )
    expect([sync.over_1_2, sync.over_1_3]).toEqual([0.6, 0.2])
    expect(sync.rate).toMatchObject({ min: 1, p95: 1.5, max: 1.5 })
    const squares = rates.map((rate) => (1 / rate - 1) ** 2)
    expect(sync.rate.rms_deviation).toBeCloseTo(Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / 5), 12)
  })

  test('jumps are between the lines of one speaker, whoever speaks between them', () => {
    const lines = [said(0, 1, 0), said(1, 2, 1), said(2, 3, 0), said(3, 4, 1)]
    const sync = measure(lines, [placed(0, 1, 1), placed(1, 1, 1.3), placed(2, 1, 1.1), placed(3, 1, 1.3)])
    expect(sync.jump.mean).toBeCloseTo(0.05, 12)
    expect(sync.jump.rms).toBeCloseTo(Math.sqrt(0.005), 12)
  })

  test('overlap is what two clips share beyond what their lines share, of every pair', () => {
    const apart = [said(0, 2), said(2, 4, 1), said(4, 6)]
    expect(measure(apart.slice(0, 2), [placed(0, 4), placed(1, 1)]).overlap).toBe(1)
    expect(measure(apart, [placed(0, 4), placed(3, 3), placed(5, 3)]).overlap).toBe(2)
    expect(measure(apart, [placed(0, 2), placed(0, 2), placed(0, 2)]).overlap).toBe(6)
  })

  test('two speakers may overlap by as much as in the source, one speaker never', () => {
    const both = [placed(0, 4), placed(3, 3)]
    expect(measure([said(0, 4, 0), said(3, 6, 1)], both).overlap).toBe(0)
    expect(measure([said(0, 4, 0), said(3.25, 6, 1)], both).overlap).toBe(0.25)
    expect(measure([said(0, 4, 0), said(3, 6, 0)], both).overlap).toBe(1)
  })

  test('what is cut is lost at its natural length, and a clip without a placement is lost whole', () => {
    const lines = [said(0, 1), said(1, 2)]
    const schedule = { placements: [placed(0, 1, 1.5), placed(1, 1)], overBound: [], shorten: [] }
    expect(measureSync(lines, [{ seconds: 2 }, { seconds: 1 }], schedule, 2).lost).toBe(0.5)
    const aborted = measureSync(
      lines,
      [{ seconds: 2 }, { seconds: 1 }],
      { placements: [], overBound: [], shorten: [] },
      2,
    )
    expect([aborted.lost, aborted.rate.max, aborted.end_minus_T]).toEqual([3, 1, 0])
  })

  test('speech beyond the end', () => {
    expect(measure([said(8, 10)], [placed(8, 3)]).end_minus_T).toBe(1)
  })
})

describe('always', () => {
  test('a fitted dub overlaps nowhere, loses nothing, and every figure is finite', () => {
    fc.assert(
      fc.property(instances, ({ lines, clips, ...bounds }) => {
        const sync = measureSync(lines, clips, fitLines(lines, clips, bounds), bounds.duration)
        expect(numbersOf(sync).every(Number.isFinite)).toBe(true)
        expect([sync.overlap, sync.lost]).toEqual([0, 0])
        expect(sync.end_minus_T).toBeLessThanOrEqual(1e-9)
        expect(sync.start_error.rms).toBeGreaterThanOrEqual(sync.start_error.mean - 1e-9)
        expect(sync.start_error.max).toBeGreaterThanOrEqual(sync.start_error.p95)
        expect(sync.over_1_2).toBeGreaterThanOrEqual(sync.over_1_3)
      }),
      RUNS,
    )
  })

  test('without overlap in the source, overlap is what all pairs of clips share', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 9 }))), (clips) => {
        const placements = clips.map(([start, seconds]) => placed(start, seconds))
        const lines = clips.map(([start, seconds]) => said(start, start + seconds))
        const shared = clips.flatMap(([start, seconds], index) =>
          clips.slice(index + 1).map(([other, length]) => {
            return Math.max(0, Math.min(start + seconds, other + length) - Math.max(start, other))
          }),
        )
        expect(measure(lines, placements).overlap).toBe(shared.reduce((sum, each) => sum + each, 0))
      }),
      RUNS,
    )
  })
})
