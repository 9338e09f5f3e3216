import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resample } from '../../src/sound/resample.ts'
import { stretch } from '../../src/sound/stretch.ts'
import { trimSilence } from '../../src/sound/trim.ts'
import { speak } from './programs.ts'
import { decibels, energy, joined, largestJump, noise, partial, pitchAt, rms, silence, tone } from './signals.ts'

const RATE = 48_000
const RATES = [0.6, 0.8, 0.93, 1.07, 1.25, 1.6, 2, 2.5]
const SENTENCE = 'The one thing a listener forgives least is a dub that drifts, gabbles, or loses words.'

function spoken(options: readonly string[] = [], text = SENTENCE): Float32Array {
  const { samples, sampleRate } = speak(text, options)
  return resample(trimSilence(samples, sampleRate), sampleRate, RATE)
}

/** The frequency (Hz) of a tone, by the phase that it advances between two places a while apart. */
function pitchOf(samples: Float32Array, near: number): number {
  const crossings: number[] = []
  for (let index = 1; index < samples.length; index++) {
    const before = samples[index - 1]!
    const after = samples[index]!
    if (before < 0 && after >= 0) crossings.push(index - after / (after - before))
  }
  const periods = crossings.slice(1).map((crossing, index) => crossing - crossings[index]!)
  const whole = periods.filter((period) => Math.abs(period * near - RATE) < RATE * 0.3)
  return RATE / (whole.reduce((sum, period) => sum + period, 0) / whole.length)
}

describe('stretch', () => {
  it('gives the samples themselves at rate 1', () => {
    const samples = noise(100)
    expect(stretch(samples, RATE, 1)).toBe(samples)
  })

  it('gives exactly the rounded length, and numbers throughout, for any length and rate', () => {
    const rate = fc.double({ min: 0.6, max: 2.5, noNaN: true })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        rate,
        fc.constantFrom(8000, 22_050, 48_000),
        (length, by, sampleRate) => {
          const output = stretch(noise(length, { seed: length }), sampleRate, by)
          expect(output.length).toBe(Math.round(length / by))
          expect(output.every(Number.isFinite)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('still holds the length far outside of the rates it is meant for', () => {
    for (const rate of [0.1, 0.3, 4, 12]) {
      expect(stretch(noise(9999), RATE, rate).length).toBe(Math.round(9999 / rate))
    }
  })

  it.each([0, -1, Number.NaN, Infinity])('refuses a rate of %d', (rate) => {
    expect(() => stretch(noise(10), RATE, rate)).toThrow(RangeError)
  })

  it.each(RATES)('keeps the pitch of tones within 1 %% at rate %d', (rate) => {
    for (const hertz of [80, 125, 220, 440, 1000, 3000]) {
      const output = stretch(tone(hertz, 1.5, { amplitude: 0.5 }), RATE, rate)
      expect(Math.abs(pitchOf(output, hertz) / hertz - 1)).toBeLessThan(0.01)
    }
  })

  it.each(RATES)('keeps a tone clean at rate %d: nearly all of its energy stays in it', (rate) => {
    const output = stretch(tone(150, 2, { amplitude: 0.5 }), RATE, rate)
    const period = Math.round(RATE / 150)
    const inner = output.subarray(0, Math.floor(output.length / period) * period)
    const around = [140, 145, 150, 155, 160].map((hertz) => partial(inner, hertz).amplitude)
    expect(Math.max(...around)).toBe(around[2])
    expect(Math.abs(decibels(rms(inner) / rms(tone(150, 2, { amplitude: 0.5 }))))).toBeLessThan(0.2)
  })

  it.each([
    ['a man', ['-v', 'en', '-p', '30']],
    ['a woman', ['-v', 'en+f3', '-p', '60']],
    ['somebody with a deep voice', ['-v', 'en', '-p', '5']],
  ])('keeps the pitch of %s within 1 %%', (_, options) => {
    const voice = spoken(options, `${SENTENCE} ${SENTENCE}`)
    const original = resample(voice, RATE, 8000)
    for (const rate of RATES) {
      const output = resample(stretch(voice, RATE, rate), RATE, 8000)
      const ratios: number[] = []
      for (let at = 0; at < output.length; at += 240) {
        const pitch = pitchAt(output, at, 8000)
        const before = pitchAt(original, Math.round(at * rate), 8000)
        if (pitch !== undefined && before !== undefined) ratios.push(pitch / before)
      }
      ratios.sort((one, other) => one - other)
      expect(ratios.length).toBeGreaterThan(10)
      expect(Math.abs(ratios[ratios.length >> 1]! - 1)).toBeLessThan(0.01)
    }
  })

  it.each(RATES)('neither clicks nor loses power in speech at rate %d', (rate) => {
    const voice = spoken()
    const output = stretch(voice, RATE, rate)
    expect(largestJump(output)).toBeLessThan(largestJump(voice) * 1.3)
    // Fast speech skips some moments and slow speech repeats some, so the power need not be just the same.
    expect(Math.abs(decibels(rms(output) / rms(voice)))).toBeLessThan(0.7)
  })

  it.each(RATES)('keeps the power of hissing, which does not correlate, at rate %d', (rate) => {
    const output = stretch(noise(RATE), RATE, rate)
    const parts = Array.from({ length: 8 }, (_, part) =>
      output.subarray((part * output.length) / 8, ((part + 1) * output.length) / 8),
    )
    for (const part of parts) expect(Math.abs(decibels(rms(part) / rms(noise(RATE))))).toBeLessThan(0.5)
  })

  it.each(RATES)('is at full level from the first sample to the last at rate %d', (rate) => {
    const output = stretch(tone(200, 1, { phase: 0.25 }), RATE, rate)
    const ends = [output.subarray(0, 480), output.subarray(-480)]
    for (const end of ends) expect(Math.abs(decibels(rms(end) * Math.SQRT2))).toBeLessThan(0.5)
    expect(output[0]).toBeCloseTo(1, 2)
  })

  it.each(RATES)('puts what happens at a time to that time divided by the rate, at rate %d', (rate) => {
    const burst = tone(300, 0.1)
    const clip = joined(silence(RATE * 0.5), burst, silence(RATE * 0.7), burst, silence(RATE * 0.6))
    const output = stretch(clip, RATE, rate)
    for (const start of [0.5, 1.3]) {
      const from = Math.round(((start - 0.04) / rate) * RATE)
      const to = Math.round(((start + 0.14) / rate) * RATE)
      const expected = energy(burst) / rate
      expect(energy(output.subarray(from, to)) / expected).toBeGreaterThan(0.7)
      expect(energy(output.subarray(from, to)) / expected).toBeLessThan(1.3)
    }
    expect(energy(output.subarray(0, Math.round((0.45 / rate) * RATE)))).toBe(0)
  })

  it('keeps silence silent', () => {
    expect(energy(stretch(silence(RATE), RATE, 1.3))).toBe(0)
  })

  it('leaves the samples that it was given alone', () => {
    const samples = noise(9999)
    stretch(samples, RATE, 1.4)
    expect(samples).toEqual(noise(9999))
  })

  it('gives the same for the same', () => {
    const voice = spoken()
    expect(stretch(voice, RATE, 1.21)).toEqual(stretch(voice, RATE, 1.21))
  })
})
