import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Schedule } from '../../src/dub/speech.ts'
// Linters take a call of `fit` in a test for a focused test.
import { fit as fitLines } from '../../src/timing/fit.ts'
import { measureSync } from '../../src/timing/sync.ts'
import { EXACT, type Instance, instances, RUNS, talk } from './instances.ts'
import { silenceOf } from './schedule/as-written.ts'

const MODES = fc.constantFrom('natural' as const, 'tight' as const)

const fitted = ({ lines, clips, ...bounds }: Instance, sync: 'natural' | 'tight') =>
  fitLines(lines, clips, { ...bounds, sync })

/** The greedy rule: on time or behind the clip before, and as fast as the next start demands, within the same bounds. */
function greedy({ lines, clips, duration, maxRate, gap }: Instance): Schedule {
  let free = 0
  const placements = lines.map((line, index) => {
    const start = Math.max(free, line.start)
    const slot = (lines[index + 1]?.start ?? duration + gap) - gap - start
    const natural = clips[index]!.seconds
    const rate = slot > 0 ? Math.min(maxRate, Math.max(1, natural / slot)) : maxRate
    free = start + natural / rate + gap
    return { start, rate, seconds: natural / rate }
  })
  return { placements, overBound: [], shorten: [] }
}

test('clips are whole, in order, in the source, apart, and within their rates wherever all can be', () => {
  fc.assert(
    fc.property(instances, MODES, (instance, sync) => {
      const { lines, clips, duration, maxRate, gap } = instance
      const needed = clips.reduce((sum, { seconds }) => sum + seconds / maxRate + gap, -gap)
      const schedule = fitted(instance, sync)
      const { placements, overBound } = schedule
      expect(placements).toHaveLength(lines.length)
      for (const [index, { start, rate, seconds }] of placements.entries()) {
        expect(seconds).toBe(clips[index]!.seconds / rate)
        expect(start).toBeGreaterThanOrEqual(Math.max(0, (placements[index - 1]?.start ?? 0) - EXACT))
        expect(start + seconds).toBeLessThanOrEqual(duration + EXACT)
        expect(rate).toBeGreaterThanOrEqual(0.9 - EXACT)
        expect(rate > maxRate * (1 + 1e-6)).toBe(overBound.includes(index))
        const [line, next] = [lines[index]!, lines[index + 1]]
        if (needed > duration || next === undefined) continue
        if (next.start < line.end && next.speaker !== line.speaker) continue
        const silence = placements[index + 1]!.start - start - seconds
        const least = Math.min(gap, silenceOf(line, next))
        // Where starts come first, the gap is kept as far as the highest rate allows.
        const isTaken = sync === 'tight' && (seconds === 0 || rate > maxRate - 1e-6)
        expect(silence).toBeGreaterThanOrEqual((isTaken ? 0 : least) - EXACT)
      }
      if (needed <= duration) expect(overBound).toEqual([])
      const { overlap, lost } = measureSync(lines, clips, schedule, duration)
      expect([overlap, lost]).toEqual([0, 0])
    }),
    RUNS,
  )
})

test('shortening just the named lines by just that makes all bounds hold', () => {
  fc.assert(
    fc.property(instances, MODES, (instance, sync) => {
      const { overBound, shorten } = fitted(instance, sync)
      expect(overBound.length === 0 || shorten.length > 0).toBe(true)
      const clips = instance.clips.map(({ seconds }) => ({ seconds }))
      for (const { index, seconds } of shorten) {
        expect(seconds).toBeGreaterThan(0)
        clips[index]!.seconds -= seconds
        expect(clips[index]!.seconds).toBeGreaterThanOrEqual(0)
      }
      const again = fitted({ ...instance, clips }, sync)
      expect([again.overBound, again.shorten]).toEqual([[], []])
    }),
    RUNS,
  )
})

test('nor is a speaker asked for more than that', () => {
  fc.assert(
    fc.property(instances, (instance) => {
      const alone = { ...instance, lines: instance.lines.map((line) => ({ ...line, speaker: 0 })) }
      const { shorten } = fitted(alone, 'natural')
      fc.pre(shorten.length > 0)
      const clips = alone.clips.map(({ seconds }) => ({ seconds }))
      for (const { index, seconds } of shorten) clips[index]!.seconds -= 0.98 * seconds - 1e-4
      expect(fitted({ ...alone, clips }, 'natural').shorten).not.toEqual([])
    }),
    { ...RUNS, numRuns: 1000 },
  )
})

test('where nothing is to be shortened, no long pause is talked into', () => {
  fc.assert(
    fc.property(instances, (instance) => {
      const { lines, duration } = instance
      const { placements } = fitted(instance, 'natural')
      // Not only just: what lacks a millionth of a second is not worth a shorter wording.
      const longer = instance.clips.map(({ seconds }) => ({ seconds: seconds * (1 + 1e-5) }))
      const { shorten } = fitted({ ...instance, clips: longer }, 'natural')
      fc.pre(
        shorten.length === 0 &&
          instance.gap <= 0.04 &&
          lines.every(({ end }) => end <= duration) &&
          instance.maxRate >= 1.1,
      )
      // Asked is what the source itself could hold, if each clip were as long as its line.
      const slots = lines.map(({ start, end }) => ({ seconds: Math.max(0.1, end - start) }))
      const ideal = fitted({ ...instance, clips: slots }, 'natural').placements
      for (const [index, line] of lines.entries()) {
        const before = Math.max(0, ...lines.slice(0, index).map(({ end }) => end))
        const soonest = line.start - 0.5 - EXACT
        if (line.start - before < 3.001 || ideal[index]!.start < soonest) continue
        expect(placements[index]!.start).toBeGreaterThanOrEqual(soonest)
      }
    }),
    { ...RUNS, numRuns: 1000 },
  )
})

test('the greedy rule is never at least as good in all figures, and never has smaller start errors than tight', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(0.9, 1, 1.08, 1.15), (seed, mean) => {
      const instance = talk(40, mean, 0.25, seed)
      const { lines, clips, duration } = instance
      const rule = measureSync(lines, clips, greedy(instance), duration)
      fc.pre(rule.end_minus_T <= 0)
      const ours = measureSync(lines, clips, fitted(instance, 'natural'), duration)
      const isAsGood =
        rule.start_error.rms <= ours.start_error.rms &&
        rule.end_error.rms <= ours.end_error.rms &&
        rule.rate.rms_deviation <= ours.rate.rms_deviation &&
        rule.jump.rms <= ours.jump.rms
      expect(isAsGood).toBe(false)
      const tight = measureSync(lines, clips, fitted(instance, 'tight'), duration)
      expect(tight.start_error.rms).toBeLessThanOrEqual(rule.start_error.rms + 1e-6)
    }),
    { ...RUNS, numRuns: 400 },
  )
})
