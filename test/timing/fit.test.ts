import { describe, expect, test } from 'vitest'
import type { Placement } from '../../src/dub/speech.ts'
// Linters take a call of `fit` in a test for a focused test.
import { fit as fitLines } from '../../src/timing/fit.ts'
import { EXACT, talk } from './instances.ts'

const spans = (...parts: readonly (readonly [start: number, end: number, speaker?: number])[]) =>
  parts.map(([start, end, speaker = 0]) => ({ start, end, speaker }))
const clips = (...lengths: readonly number[]) => lengths.map((seconds) => ({ seconds }))
const endOf = ({ start, seconds }: Placement): number => start + seconds
const gapsOf = (placements: readonly Placement[]): number[] =>
  placements.slice(1).map((placement, index) => placement.start - endOf(placements[index]!))

describe('by example', () => {
  test('clips as long as their lines stand where the lines do', () => {
    const lines = spans([1, 3], [4, 6])
    for (const sync of ['natural', 'tight'] as const) {
      const { placements, overBound, shorten } = fitLines(lines, clips(2, 2), { duration: 8, sync })
      expect(placements.map(({ start }) => start)).toEqual([expect.closeTo(1, 6), expect.closeTo(4, 6)])
      expect(placements.map(({ rate }) => rate)).toEqual([1, 1])
      expect([overBound, shorten]).toEqual([[], []])
    }
  })

  test('a long clip shares its trouble with its neighbours; a rule would leave it with one', () => {
    const lines = spans([0, 2], [2, 4], [4, 6])
    const { placements } = fitLines(lines, clips(1.6, 2.8, 1.6), { duration: 7 })
    expect(placements[1]!.start).toBeLessThan(2)
    expect(placements[2]!.start).toBeGreaterThan(4)
    expect(placements[1]!.rate).toBeGreaterThan(1.03)
    expect(placements[1]!.rate).toBeLessThan(1.25)
  })

  test('tight: starts are exact where they can be, at whatever rate', () => {
    const { placements } = fitLines(spans([0, 2], [2, 4], [4, 6]), clips(2.4, 2.4, 2.4), { duration: 6, sync: 'tight' })
    expect(placements.map(({ start }) => start)).toEqual([0, 2, 4])
    expect(placements[0]!.rate).toBeGreaterThanOrEqual(2.4 / 1.96 - 1e-9)
  })

  test('a rate that nobody hears is not applied, unless there is no room', () => {
    expect(fitLines(spans([0, 2]), clips(2.04), { duration: 3 }).placements[0]!.rate).toBe(1)
    expect(fitLines(spans([0, 2]), clips(2.04), { duration: 2 }).placements[0]!.rate).toBeCloseTo(1.02, 9)
  })

  test('a clip far too short keeps the pause behind it', () => {
    const { placements } = fitLines(spans([0, 5], [6, 8]), clips(1, 2), { duration: 9 })
    expect(placements[0]!.rate).toBeGreaterThanOrEqual(0.9)
    expect(placements[1]!.start).toBeCloseTo(6, 1)
  })
})

describe('speakers who overlap', () => {
  test('overlap by as much as they did, and no more', () => {
    const lines = spans([0, 4, 0], [3, 6, 1], [6, 8, 0])
    const { placements } = fitLines(lines, clips(5, 3.5, 2), { duration: 9 })
    expect(endOf(placements[0]!) - placements[1]!.start).toBeLessThanOrEqual(1 + EXACT)
    expect(endOf(placements[0]!) - placements[1]!.start).toBeGreaterThan(0.9)
    expect(placements[2]!.start - endOf(placements[1]!)).toBeGreaterThanOrEqual(0.04 - EXACT)
  })

  test('a word thrown in stays inside the sentence', () => {
    const { placements, overBound } = fitLines(spans([0, 8, 0], [3, 3.5, 1]), clips(8, 0.6), { duration: 9 })
    expect(placements[1]!.start).toBeCloseTo(3, 1)
    expect(placements[1]!.seconds).toBeLessThanOrEqual(0.5 + EXACT)
    expect(overBound).toEqual([])
  })

  test('one speaker never speaks over himself, whatever the transcript says', () => {
    const { placements } = fitLines(spans([0, 4], [3, 6]), clips(4, 3), { duration: 9 })
    expect(gapsOf(placements)[0]).toBeGreaterThanOrEqual(0.04 - EXACT)
  })
})

describe('long pauses', () => {
  const lines = spans([10, 12], [12, 14], [30, 32])

  test('are not talked into: not before the first line, nor between, nor after the last', () => {
    const { placements, shorten } = fitLines(lines, clips(2.5, 2.5, 2.9), { duration: 60 })
    expect(placements[0]!.start).toBeGreaterThanOrEqual(9.5)
    expect(endOf(placements[1]!)).toBeLessThanOrEqual(14.5)
    expect(placements[2]!.start).toBeGreaterThanOrEqual(29.5)
    expect(endOf(placements[2]!)).toBeLessThanOrEqual(32.5)
    expect(shorten).toEqual([])
  })

  test('give way before the rate does, and the lines in the way are named: the longest against their own', () => {
    const { placements, overBound, shorten } = fitLines(lines, clips(7, 2.5, 2), { duration: 60 })
    expect(overBound).toEqual([])
    expect(Math.max(...placements.map(({ rate }) => rate))).toBeLessThanOrEqual(1.25)
    expect(shorten).toEqual([{ index: 0, seconds: expect.closeTo(7 + 2.5 - (5 - 0.04) * 1.25, 4) }])
  })

  test('tight: a start never moves for a pause, but the clip before it goes as fast as it may', () => {
    const { placements } = fitLines(lines, clips(2, 3.5, 2), { duration: 60, sync: 'tight' })
    expect(placements.map(({ start }) => start)).toEqual([10, 12, 30])
    expect(placements[1]!.rate).toBe(1.25)
  })
})

describe('where the bounds cannot hold', () => {
  test('the gaps shrink first, and no line is over its bound', () => {
    const { placements, overBound } = fitLines(spans([0, 1], [1, 2], [2, 3]), clips(1, 1, 1), { duration: 2.42 })
    expect(overBound).toEqual([])
    expect(placements.map(({ rate }) => rate)).toEqual([1.25, 1.25, 1.25].map((rate) => expect.closeTo(rate, 9)))
    expect(gapsOf(placements)).toEqual([expect.closeTo(0.01, 6), expect.closeTo(0.01, 6)])
  })

  test('where even that is not enough all go faster, by a tenth more than needed at most, and all are named', () => {
    const { placements, overBound, shorten } = fitLines(spans([0, 1], [1, 2], [2, 3]), clips(2, 0, 2), { duration: 2 })
    const rates = placements.map(({ rate }) => rate)
    expect(rates[1]).toBe(1)
    for (const rate of [rates[0], rates[2]]) {
      expect(rate).toBeGreaterThan(2 / 1.1)
      expect(rate).toBeLessThanOrEqual(2.2 + EXACT)
    }
    expect(Math.min(...gapsOf(placements))).toBeGreaterThanOrEqual(-EXACT)
    expect(endOf(placements[2]!)).toBeLessThanOrEqual(2 + EXACT)
    expect(overBound).toEqual([0, 2])
    expect(shorten.map(({ index }) => index)).toEqual([0, 2])
  })

  test('no lines, empty clips and lines beyond the end', () => {
    expect(fitLines([], [], { duration: 0 })).toEqual({ placements: [], overBound: [], shorten: [] })
    const empty = fitLines(spans([1, 1]), clips(0), { duration: 2 }).placements
    expect(empty).toEqual([{ start: expect.closeTo(1, 6), rate: 1, seconds: 0 }])
    const beyond = fitLines(spans([99, 100]), clips(1), { duration: 2 }).placements[0]!
    expect(endOf(beyond)).toBeLessThanOrEqual(2 + EXACT)
  })

  test('a mismatch or a source of no length is a mistake of the caller', () => {
    expect(() => fitLines(spans([0, 1]), [], { duration: 2 })).toThrow('0 clips for 1 lines')
    expect(() => fitLines(spans([0, 1]), clips(1), { duration: 0 })).toThrow('No clip fits into 0 s')
    expect(() => fitLines(spans([0, 1]), clips(1), { duration: Number.NaN })).toThrow(RangeError)
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
    const { placements, overBound } = fitLines(instance.lines, instance.clips, instance)
    const shortest = instance.clips.reduce((sum, clip) => sum + clip.seconds / instance.maxRate, 0)
    const isPossible = shortest + 9999 * instance.gap <= instance.duration
    expect(Math.min(...gapsOf(placements))).toBeGreaterThanOrEqual((isPossible ? instance.gap : 0) - EXACT)
    expect(endOf(placements.at(-1)!)).toBeLessThanOrEqual(instance.duration + EXACT)
    expect(overBound.length > 0).toBe(shortest > instance.duration)
  })

  test.each([1, 2, 3])('a duration that is exactly enough is enough (%i)', (seed) => {
    const { lines, clips: all } = talk(10_000, 1.12, 0.28, seed)
    for (const gap of [0, 0.04]) {
      const least = all.reduce((sum, clip) => sum + clip.seconds / 1.25, 0)
      const { placements, overBound, shorten } = fitLines(lines, all, { duration: least + 9999 * gap, gap })
      expect([overBound, shorten]).toEqual([[], []])
      expect(placements[0]!.start).toBeGreaterThanOrEqual(0)
      expect(Math.min(...gapsOf(placements))).toBeGreaterThanOrEqual(gap - EXACT)
      expect(Math.max(...placements.map(({ rate }) => rate))).toBeLessThanOrEqual(1.25)
    }
  })

  test('lengths that all round the same way end by the duration', () => {
    const all = Array.from({ length: 20_000 }, () => ({ seconds: 1.1 }))
    const lines = all.map((_, index) => ({ start: index, end: index + 1, speaker: 0 }))
    const { placements } = fitLines(lines, all, { duration: 15_840 })
    expect(endOf(placements.at(-1)!)).toBeLessThanOrEqual(15_840 + EXACT)
    expect(Math.min(...gapsOf(placements))).toBeGreaterThanOrEqual(-EXACT)
  })
})
