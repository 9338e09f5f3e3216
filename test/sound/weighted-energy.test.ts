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
    expect(weightedEnergy(1, RATE)(samples, 0, samples.length)).toBeCloseTo(sum, 6)
  })

  it('goes on where it stopped', () => {
    const samples = noise(5000)
    const whole = weightedEnergy(1, RATE)(samples, 0, 5000)
    const filter = weightedEnergy(1, RATE)
    const parts = [0, 17, 18, 2000].map((from, index, starts) => filter(samples, from, starts[index + 1] ?? 5000))
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(whole, 6)
  })

  it('adds up two channels, each filtered by itself', () => {
    const [left, right] = [noise(1000), noise(1000, { seed: 2, amplitude: 0.2 })]
    const alone = weightedEnergy(1, RATE)(left, 0, 1000) + weightedEnergy(1, RATE)(right, 0, 1000)
    expect(weightedEnergy(2, RATE)(stereo(left, right), 0, 2000)).toBeCloseTo(alone, 9)
  })

  it.each([0, 3, 6])('refuses %i channels, whose weights it does not know', (channels) => {
    expect(() => weightedEnergy(channels, RATE)).toThrow(RangeError)
  })

  it('lifts 1 kHz by 0.69 dB, which the formula of loudness takes away again', () => {
    const sine = tone(997, 2)
    const gain = 10 * Math.log10(weightedEnergy(1, RATE)(sine, 0, sine.length) / energy(sine))
    expect(gain).toBeCloseTo(0.691, 1)
  })

  it('falls silent after the sound, for good', () => {
    const filter = weightedEnergy(1, RATE)
    filter(noise(RATE), 0, RATE)
    for (let second = 0; second < 5; second++) filter(silence(RATE), 0, RATE)
    expect(filter(silence(RATE), 0, RATE)).toBe(0)
  })
})
