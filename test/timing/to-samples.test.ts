import fc from 'fast-check'
import { expect, test } from 'vitest'
// Linters take a call of `fit` in a test for a focused test.
import { fit as fitLines } from '../../src/timing/fit.ts'
import { toSamples } from '../../src/timing/to-samples.ts'
import { instances, RUNS, talk } from './instances.ts'

const RATE = 48_000

test('a clip of whole samples at a whole sample stays as it is', () => {
  const schedule = { placements: [{ start: 1.5, rate: 1, seconds: 2 }] }
  expect(toSamples(schedule, RATE, 10 * RATE)).toEqual([{ at: 72_000, length: 96_000, rate: 1 }])
})

test('neighbours that meet between two samples share the same one', () => {
  const half = 10.5 / RATE
  const schedule = {
    placements: [
      { start: 0, rate: 1, seconds: half },
      { start: half, rate: 1, seconds: half },
    ],
  }
  expect(toSamples(schedule, RATE, 21)).toEqual([
    { at: 0, length: 11, rate: 1 },
    { at: 11, length: 10, rate: 1 },
  ])
})

test('nor do they overlap where the schedule is off by its own rounding', () => {
  const nearly = 1e-10
  const schedule = {
    placements: [
      { start: 0, rate: 1, seconds: 10.5 / RATE + nearly },
      { start: 10.5 / RATE - nearly, rate: 1, seconds: 10 / RATE },
    ],
  }
  expect(toSamples(schedule, RATE, 99).map(({ at, length }) => [at, length])).toEqual([
    [0, 10],
    [10, 10],
  ])
})

test('two people who speak at once go on doing so', () => {
  const placements = [
    { start: 0, rate: 1, seconds: 2 },
    { start: 1.5, rate: 1, seconds: 1 },
  ]
  expect(toSamples({ placements }, RATE, 3 * RATE)).toEqual([
    { at: 0, length: 96_000, rate: 1 },
    { at: 72_000, length: 48_000, rate: 1 },
  ])
})

test('a track a few samples shorter than the schedule has the last word', () => {
  const schedule = { placements: [{ start: 1, rate: 1, seconds: 1 }] }
  expect(toSamples(schedule, RATE, 2 * RATE - 3)).toEqual([{ at: RATE, length: RATE - 3, rate: 1 }])
})

test('no schedule, no samples', () => {
  expect(toSamples({ placements: [] }, RATE, RATE)).toEqual([])
})

test('what fits in seconds fits in samples: no overlap, no drift, within the track', () => {
  fc.assert(
    fc.property(instances, fc.constantFrom(8000, 44_100, RATE), ({ lines, clips, ...bounds }, sampleRate) => {
      const schedule = fitLines(lines, clips, bounds)
      const length = Math.round(bounds.duration * sampleRate)
      const placed = toSamples(schedule, sampleRate, length)
      for (const [index, { at, length: own, rate }] of placed.entries()) {
        const planned = schedule.placements[index]!
        expect(Number.isInteger(at) && Number.isInteger(own) && at >= 0 && own >= 0).toBe(true)
        const next = schedule.placements[index + 1]
        const overlaps = next !== undefined && planned.start + planned.seconds > next.start + 1e-6
        expect(at + own).toBeLessThanOrEqual((overlaps ? undefined : placed[index + 1]?.at) ?? length)
        expect(Math.abs(at - planned.start * sampleRate)).toBeLessThan(1)
        expect(Math.abs(own - planned.seconds * sampleRate)).toBeLessThan(2)
        expect(rate).toBe(planned.rate)
      }
    }),
    RUNS,
  )
})

test('gaps are kept to the sample', () => {
  const { lines, clips, ...bounds } = talk(5000, 1.12, 0.28)
  const placed = toSamples(fitLines(lines, clips, bounds), RATE, Math.round(bounds.duration * RATE))
  const gaps = placed.slice(1).map(({ at }, index) => at - placed[index]!.at - placed[index]!.length)
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0.04 * RATE - 1)
})
