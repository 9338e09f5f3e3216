import { describe, expect, it } from 'vitest'
import { type Biquad, kWeighting } from '../../src/sound/k-weighting.ts'
import { weightedEnergy } from '../../src/sound/weighted-energy.ts'
import { energy, noise, silence, stereo, tone } from './signals.ts'

const RATE = 48_000

/** A filter by its definition, direct form I. */
function filtered(samples: Float64Array, { b0, b1, b2, a1, a2 }: Biquad): Float64Array {
  const output = new Float64Array(samples.length)
  for (let index = 0; index < samples.length; index++) {
    const input = b0 * samples[index]! + b1 * (samples[index - 1] ?? 0) + b2 * (samples[index - 2] ?? 0)
    output[index] = input - a1 * (output[index - 1] ?? 0) - a2 * (output[index - 2] ?? 0)
  }
  return output
}

describe('weightedEnergy', () => {
  it('is the sum of squares behind both filters', () => {
    const samples = noise(5000)
    const { shelf, highPass } = kWeighting(RATE)
    const expected = filtered(filtered(Float64Array.from(samples), shelf), highPass)
    const sum = expected.reduce((total, sample) => total + sample * sample, 0)
    expect(weightedEnergy(RATE)(samples, 0, samples.length, 1)).toBeCloseTo(sum, 6)
  })

  it('goes on where it stopped', () => {
    const samples = noise(5000)
    const whole = weightedEnergy(RATE)(samples, 0, 5000, 1)
    const filter = weightedEnergy(RATE)
    const parts = [0, 17, 18, 2000].map((from, index, starts) => filter(samples, from, starts[index + 1] ?? 5000, 1))
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(whole, 6)
  })

  it('takes one channel of several', () => {
    const left = noise(1000)
    const both = stereo(left, noise(1000, { seed: 2 }))
    expect(weightedEnergy(RATE)(both, 0, 2000, 2)).toBe(weightedEnergy(RATE)(left, 0, 1000, 1))
  })

  it('lifts 1 kHz by 0.69 dB, which the formula of loudness takes away again', () => {
    const sine = tone(997, 2)
    const gain = 10 * Math.log10(weightedEnergy(RATE)(sine, 0, sine.length, 1) / energy(sine))
    expect(gain).toBeCloseTo(0.691, 1)
  })

  it('falls silent after the sound, for good', () => {
    const filter = weightedEnergy(RATE)
    filter(noise(RATE), 0, RATE, 1)
    for (let second = 0; second < 5; second++) filter(silence(RATE), 0, RATE, 1)
    expect(filter(silence(RATE), 0, RATE, 1)).toBe(0)
  })
})
