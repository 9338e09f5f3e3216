import { describe, expect, it } from 'vitest'
import { PEAK_BOUND, PEAK_TAPS, PHASE_0, PHASE_1, raisePeak, samplePeak } from '../../src/sound/oversample.ts'
import { noise, stereo } from './signals.ts'

/** The four phases of the filter, written out as the standard does. */
const PHASES = [[...PHASE_0], [...PHASE_1], [...PHASE_1].reverse(), [...PHASE_0].reverse()]

/** The same by the definition of a filter: weights times samples, the newest first. */
function plainly(samples: Float32Array, newest: number, stride: number): number {
  const sums = PHASES.map((taps) =>
    taps.reduce((sum, weight, tap) => sum + weight * samples[newest - tap * stride]!, 0),
  )
  return Math.max(...sums.map(Math.abs))
}

function interpolatedPeak(samples: Float32Array, newest: number, stride: number): number {
  const peak = new Float64Array(1)
  raisePeak(peak, samples, newest, stride)
  return peak[0]!
}

describe('raisePeak', () => {
  it('is the largest of the four sums that the standard describes', () => {
    const samples = noise(500)
    for (let newest = 11; newest < samples.length; newest++) {
      expect(interpolatedPeak(samples, newest, 1)).toBeCloseTo(plainly(samples, newest, 1), 6)
    }
  })

  it('looks at one channel of several', () => {
    const left = noise(100)
    const right = noise(100, { seed: 2 })
    const both = stereo(left, right)
    for (let frame = 11; frame < 100; frame++) {
      expect(interpolatedPeak(both, 2 * frame, 2)).toBe(interpolatedPeak(left, frame, 1))
      expect(interpolatedPeak(both, 2 * frame + 1, 2)).toBe(interpolatedPeak(right, frame, 1))
    }
  })

  it('passes a constant nearly as it is', () => {
    expect(interpolatedPeak(new Float32Array(12).fill(1), 11, 1)).toBeCloseTo(1, 1)
  })

  it('never exceeds its bound, and reaches it for the worst that twelve samples can be', () => {
    const worst = Float32Array.from(PHASE_1, (weight) => Math.sign(weight)).reverse()
    expect(interpolatedPeak(worst, 11, 1)).toBeCloseTo(PEAK_BOUND, 6)
    const samples = noise(5000)
    for (let newest = 11; newest < samples.length; newest++) {
      expect(interpolatedPeak(samples, newest, 1)).toBeLessThanOrEqual(PEAK_BOUND)
    }
  })

  it('leaves a peak that is higher already', () => {
    const peak = Float64Array.of(100)
    raisePeak(peak, noise(12), 11, 1)
    expect(peak[0]).toBe(100)
  })

  it('has 48 taps, of which each phase has twelve', () => {
    expect(PHASES.flat().length).toBe(48)
    expect(PHASE_0.length).toBe(PEAK_TAPS)
  })
})

describe('samplePeak', () => {
  it('is the largest magnitude in a range', () => {
    const samples = new Float32Array([9, 0.5, -0.75, 0.25, 9])
    expect(samplePeak(samples, 1, 4)).toBe(0.75)
    expect(samplePeak(samples, 3, 3)).toBe(0)
  })
})
