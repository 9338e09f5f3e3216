import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Placement } from '../../src/dub/speech.ts'
// Linters take a call of `fit` in a test for a focused test.
import { fit as fitLines } from '../../src/timing/fit.ts'
import { EXACT, type Instance, instances, RUNS, talk } from './instances.ts'

const spans = (...pairs: readonly (readonly [number, number])[]) => pairs.map(([start, end]) => ({ start, end }))
const clips = (...lengths: readonly number[]) => lengths.map((seconds) => ({ seconds }))
const endOf = ({ start, seconds }: Placement): number => start + seconds
const fitted = ({ lines, clips, ...bounds }: Instance) => fitLines(lines, clips, bounds)

/** The shortest that all clips can be, without gaps. */
const shortest = (instance: Instance): number =>
  instance.clips.reduce((sum, clip) => sum + clip.seconds, 0) / instance.maxRate

const allGaps = (instance: Instance): number => Math.max(0, instance.clips.length - 1) * instance.gap

/** The latest start of each line, worked out apart from the code: everything from it on, as fast as it may go. */
function latestStarts({ clips, duration, maxRate, gap }: Instance): number[] {
  return clips.map((_, index) => {
    const rest = clips.slice(index)
    return duration - rest.reduce((sum, clip) => sum + clip.seconds / maxRate, 0) - (rest.length - 1) * gap
  })
}

describe('by example', () => {
  test('a clip that fits starts with its line and is left alone', () => {
    const { placements, overBound } = fitLines(spans([1, 3], [4, 6]), clips(2, 1.5), { duration: 10 })
    expect(placements).toEqual([
      { start: 1, rate: 1, seconds: 2 },
      { start: 4, rate: 1, seconds: 1.5 },
    ])
    expect(overBound).toEqual([])
  })

  test('a longer one goes faster, but only as far as the next start demands', () => {
    const { placements } = fitLines(spans([0, 2], [2.04, 4]), clips(2.4, 1), { duration: 10 })
    expect(placements[0]!.rate).toBeCloseTo(1.2, 12)
    expect(placements[1]!.start).toBe(2.04)
  })

  test('one longer still goes at the highest rate and pushes the next', () => {
    const { placements } = fitLines(spans([0, 2], [2.04, 4]), clips(5, 1), { duration: 10 })
    expect(placements[0]).toEqual({ start: 0, rate: 1.25, seconds: 4 })
    expect(placements[1]!.start).toBeCloseTo(4.04, 12)
  })

  test('the tail makes lines start early, and nothing else does', () => {
    const { placements } = fitLines(spans([0, 1], [8, 10]), clips(1, 5), { duration: 10 })
    expect(placements[0]).toEqual({ start: 0, rate: 1, seconds: 1 })
    expect(placements[1]).toEqual({ start: 6, rate: 1.25, seconds: 4 })
  })

  test('a rate that nobody hears is not applied', () => {
    const { placements } = fitLines(spans([0, 2], [2.04, 4]), clips(2.04, 1), { duration: 10 })
    expect(placements[0]!.rate).toBe(1)
    expect(placements[1]!.start).toBeCloseTo(2.08, 12)
  })

  test('unless the end of the source needs it', () => {
    const { placements } = fitLines(spans([0, 2]), clips(2.04), { duration: 2 })
    expect(placements[0]!.rate).toBeCloseTo(1.02, 12)
    expect(endOf(placements[0]!)).toBeCloseTo(2, 12)
  })

  test('speakers who overlap are placed one after the other', () => {
    const { placements } = fitLines(spans([0, 4], [1, 3], [3, 5]), clips(4, 2, 1), { duration: 10 })
    expect(placements.map(({ start }) => start)).toEqual([0, expect.closeTo(3.24, 9), expect.closeTo(4.88, 9)])
  })

  test('where the gaps leave no room they shrink, and no line is over its bound', () => {
    const { placements, overBound } = fitLines(spans([0, 1], [1, 2], [2, 3]), clips(1, 1, 1), { duration: 2.42 })
    expect(overBound).toEqual([])
    expect(placements.map(({ rate }) => rate)).toEqual([1.25, 1.25, 1.25])
    expect(placements.map(({ start }) => start)).toEqual([0, expect.closeTo(0.81, 9), expect.closeTo(1.62, 9)])
  })

  test('where even that is not enough all go faster, none is cut, and all are named', () => {
    const { placements, overBound } = fitLines(spans([0, 1], [1, 2], [2, 3]), clips(2, 0, 2), { duration: 2 })
    expect(placements).toEqual([
      { start: 0, rate: 2, seconds: 1 },
      { start: 1, rate: 1, seconds: 0 },
      { start: 1, rate: 2, seconds: 1 },
    ])
    expect(overBound).toEqual([0, 2])
  })

  test('no lines, empty clips and lines beyond the end', () => {
    expect(fitLines([], [], { duration: 0 })).toEqual({ placements: [], overBound: [] })
    expect(fitLines(spans([1, 1]), clips(0), { duration: 2 }).placements).toEqual([{ start: 1, rate: 1, seconds: 0 }])
    expect(fitLines(spans([99, 100]), clips(1), { duration: 2 }).placements[0]!.start).toBeCloseTo(1.2, 12)
  })

  test('a mismatch or a source of no length is a mistake of the caller', () => {
    expect(() => fitLines(spans([0, 1]), [], { duration: 2 })).toThrow('0 clips for 1 lines')
    expect(() => fitLines(spans([0, 1]), clips(1), { duration: 0 })).toThrow('No clip fits into 0 s')
    expect(() => fitLines(spans([0, 1]), clips(1), { duration: Number.NaN })).toThrow(RangeError)
  })
})

describe('always', () => {
  test('clips are whole, in order, without overlap, and end by the duration', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        const { placements } = fitted(instance)
        expect(placements).toHaveLength(instance.lines.length)
        for (const [index, placement] of placements.entries()) {
          expect(placement.seconds).toBe(instance.clips[index]!.seconds / placement.rate)
          expect(placement.start).toBeGreaterThanOrEqual(0)
          expect(endOf(placement)).toBeLessThanOrEqual((placements[index + 1]?.start ?? instance.duration) + EXACT)
          expect(placement.rate).toBeGreaterThanOrEqual(1)
        }
      }),
      RUNS,
    )
  })

  test('the gap and the highest rate are kept wherever that is possible at all', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        fc.pre(shortest(instance) + allGaps(instance) <= instance.duration - EXACT)
        const { placements, overBound } = fitted(instance)
        expect(overBound).toEqual([])
        for (const [index, placement] of placements.entries()) {
          expect(placement.rate).toBeLessThanOrEqual(instance.maxRate)
          const next = placements[index + 1]
          if (next) expect(next.start - endOf(placement)).toBeGreaterThanOrEqual(instance.gap - EXACT)
        }
      }),
      RUNS,
    )
  })

  test('lines are over the bound exactly when no schedule could hold it', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        fc.pre(Math.abs(shortest(instance) - instance.duration) > EXACT)
        const { placements, overBound } = fitted(instance)
        const spoken = instance.clips.flatMap((clip, index) => (clip.seconds > 0 ? [index] : []))
        expect(overBound).toEqual(shortest(instance) > instance.duration ? spoken : [])
        const rates = new Set(overBound.map((index) => placements[index]!.rate))
        expect(rates.size).toBeLessThanOrEqual(1)
        for (const rate of rates)
          expect(rate).toBeCloseTo((shortest(instance) * instance.maxRate) / instance.duration, 9)
      }),
      RUNS,
    )
  })

  test('a line starts before its source only where the tail demands it', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        const latest = latestStarts(instance)
        fc.pre((latest[0] ?? 0) >= EXACT)
        for (const [index, { start }] of fitted(instance).placements.entries()) {
          if (start < instance.lines[index]!.start - EXACT) expect(start).toBeCloseTo(latest[index]!, 8)
        }
      }),
      RUNS,
    )
  })

  test('nothing goes faster than the next start or the tail demands, or where nobody would hear it', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        const latest = latestStarts(instance)
        fc.pre((latest[0] ?? 0) >= EXACT)
        for (const [index, placement] of fitted(instance).placements.entries()) {
          if (placement.rate === 1) continue
          const tail = index + 1 < latest.length ? latest[index + 1]! - instance.gap : instance.duration
          const next = (instance.lines[index + 1]?.start ?? Infinity) - instance.gap
          expect(endOf(placement)).toBeGreaterThanOrEqual(Math.min(tail, next) - 1e-8)
          if (placement.rate <= 1.03 && instance.maxRate > 1.03) {
            expect(placement.start + instance.clips[index]!.seconds).toBeGreaterThan(tail - 1e-8)
          }
        }
      }),
      RUNS,
    )
  })

  test('a line is late only behind clips at the highest rate, or at a rate that nobody hears', () => {
    fc.assert(
      fc.property(instances, (instance) => {
        fc.pre(shortest(instance) + allGaps(instance) <= instance.duration - EXACT && instance.maxRate > 1.03)
        const { placements } = fitted(instance)
        for (const [index, { start }] of placements.entries()) {
          if (start <= instance.lines[index]!.start + EXACT) continue
          const before = placements[index - 1]!
          expect(start).toBeCloseTo(endOf(before) + instance.gap, 8)
          const wanted = instance.lines[index]!.start - instance.gap - before.start
          const isUnheard = before.rate === 1 && before.seconds <= wanted * 1.03 + EXACT
          expect(before.seconds === 0 || before.rate === instance.maxRate || isUnheard).toBe(true)
        }
      }),
      RUNS,
    )
  })
})

describe('ten thousand lines', () => {
  test.each([
    ['easy', 0.9],
    ['dense', 1.12],
    ['hardly possible', 1.22],
    ['impossible', 1.4],
  ])('%s: rounding does not add up', (_, mean) => {
    const instance = talk(10_000, mean, 0.28)
    const { placements, overBound } = fitted(instance)
    const gaps = placements.slice(1).map((placement, index) => placement.start - endOf(placements[index]!))
    const isPossible = shortest(instance) + allGaps(instance) <= instance.duration
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual((isPossible ? instance.gap : 0) - EXACT)
    expect(endOf(placements.at(-1)!)).toBeLessThanOrEqual(instance.duration + EXACT)
    expect(overBound.length).toBe(shortest(instance) > instance.duration ? 10_000 : 0)
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('a duration that is exactly enough is enough (%i)', (seed) => {
    const { lines, clips } = talk(10_000, 1.12, 0.28, seed)
    for (const gap of [0, 0.04]) {
      const least = clips.reduce((sum, clip) => sum + clip.seconds / 1.25, 0)
      const { placements, overBound } = fitLines(lines, clips, { duration: least + 9999 * gap, gap })
      expect(overBound).toEqual([])
      expect(placements[0]!.start).toBeGreaterThanOrEqual(0)
      const gaps = placements.slice(1).map((placement, index) => placement.start - endOf(placements[index]!))
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(gap - EXACT)
      expect(Math.max(...placements.map(({ rate }) => rate))).toBeLessThanOrEqual(1.25)
    }
  })

  test('lengths that all round the same way end by the duration', () => {
    const clips = Array.from({ length: 100_000 }, () => ({ seconds: 1.1 }))
    const lines = clips.map((_, index) => ({ start: index, end: index + 1 }))
    const { placements } = fitLines(lines, clips, { duration: 79_200 })
    expect(endOf(placements.at(-1)!)).toBeLessThanOrEqual(79_200 + EXACT)
  })
})
