import fc from 'fast-check'
import { expect, test } from 'vitest'
import { optimum } from '../../../src/timing/schedule/optimum.ts'
import { type Instance, instances, talk } from '../instances.ts'
import { asWritten } from './as-written.ts'
import { type Bound, costOf, leastCost } from './least-cost.ts'

const SLOWEST = 0.9

const optimumOf = (instance: Instance, sync: 'natural' | 'tight') => {
  const lengths = Float64Array.from(instance.clips, ({ seconds }) => seconds)
  return optimum(instance.lines, lengths, { ...instance, minRate: SLOWEST }, sync)
}

/** Up to six lines; what is nearly empty is empty, for the slow method's sake. */
const few = instances
  .filter(({ lines }) => lines.length > 0)
  .map((instance) => {
    const clips = instance.clips.slice(0, 6).map(({ seconds }) => ({ seconds: seconds < 0.05 ? 0 : seconds }))
    return { ...instance, lines: instance.lines.slice(0, 6), clips }
  })

/** Whether nothing gave way, and no pause is long enough to be kept. */
function isPlain({ clips, duration, maxRate, gap }: Instance, { room }: ReturnType<typeof optimum>): boolean {
  return (
    room.gap === gap &&
    room.startFrom.every((start) => start === 0) &&
    room.endBy.every((end) => end === duration) &&
    room.least.every((least, index) => least === clips[index]!.seconds / maxRate)
  )
}

test('natural: no schedule within the bounds costs less', () => {
  fc.assert(
    fc.property(few, (instance) => {
      const best = optimumOf(instance, 'natural')
      fc.pre(isPlain(instance, best))
      const point = [...best.played.starts, ...best.played.lengths]
      const { squares, bounds } = asWritten(instance, SLOWEST)
      for (const { terms, least } of bounds) {
        expect(terms.reduce((sum, [index, factor]) => sum + factor * point[index]!, 0)).toBeGreaterThan(least - 1e-9)
      }
      const cost = costOf(squares, point)
      const enough = cost * (1 - 1e-6) - 1e-8
      expect(leastCost(squares, bounds, point.length, enough)).toBeGreaterThanOrEqual(enough)
    }),
    { numRuns: 150, seed: 20_260_401, endOnFailure: true },
  )
})

test('tight: no schedule within the bounds has a smaller RMS of start errors', () => {
  fc.assert(
    fc.property(few, (instance) => {
      const best = optimumOf(instance, 'tight')
      fc.pre(best.room.gap === instance.gap)
      const count = instance.lines.length
      const { squares, bounds } = asWritten({ ...instance, gap: 0 }, SLOWEST)
      // The shortest lengths leave starts most freedom, so that only the starts are left to choose.
      const ofStarts = bounds.map(({ terms, least }): Bound => {
        const fixed = terms.filter(([index]) => index >= count)
        const taken = fixed.reduce((sum, [index, factor]) => sum + factor * best.room.least[index - count]!, 0)
        return { terms: terms.filter(([index]) => index < count), least: least - taken }
      })
      const starts = squares.filter(({ terms }) => terms.length === 1 && terms[0]![0] < count)
      const cost = costOf(starts, best.played.starts)
      // Starts that are within 1e-5 s of their lines' are moved there.
      const enough = Math.max(0, Math.sqrt(cost) - 4e-5) ** 2 - 1e-12
      const bound = leastCost(
        starts,
        ofStarts.filter(({ terms }) => terms.length > 0),
        count,
        enough,
      )
      expect(bound).toBeGreaterThanOrEqual(enough)
    }),
    { numRuns: 300, seed: 20_260_401, endOnFailure: true },
  )
})

test.each([1, 2, 7])('the work for a line does not grow with their number (%i speakers)', (speakers) => {
  for (const mean of [0.9, 1.12, 1.2]) {
    const [short, long] = [1000, 10_000].map((count) => {
      const instance = talk(count, mean, 0.28)
      const lines = instance.lines.map((line, index) => ({ ...line, speaker: index % speakers }))
      return optimumOf({ ...instance, lines }, 'natural').solution
    })
    expect(short!.converged && long!.converged).toBe(true)
    expect(long!.iterations).toBeLessThanOrEqual(40)
    expect(long!.entries).toBeLessThanOrEqual(10.1 * short!.entries)
    expect(short!.entries).toBeLessThanOrEqual(1000 * (4 + 2 * speakers))
  }
})

test('every instance is solved, not only settled', () => {
  fc.assert(
    fc.property(few, fc.constantFrom('natural' as const, 'tight' as const), (instance, sync) => {
      expect(optimumOf(instance, sync).solution.converged).toBe(true)
    }),
    { numRuns: 1000, seed: 20_260_401 },
  )
})
