import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filterBank } from '../../src/sound/filter-bank.ts'
import { resample } from '../../src/sound/resample.ts'
import { decibels, noise, partial, rms, tone } from './signals.ts'

const RATES = [8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000]

/** Without the ends, where the tone begins and stops. */
function middle(samples: Float32Array): Float32Array {
  return samples.subarray(samples.length * 0.1, samples.length * 0.9)
}

/** What is left in the middle of a tone when the tone itself is taken out, against the tone (dB). */
function impurity(samples: Float32Array, hertz: number, rate: number): number {
  const inner = middle(samples).slice()
  const { amplitude, phase } = partial(inner, hertz, rate)
  const pure = tone(hertz, inner.length / rate, { rate, amplitude, phase })
  for (const [index, sample] of pure.entries()) inner[index]! -= sample
  return decibels(rms(inner) / rms(pure))
}

describe('resample', () => {
  it('gives exactly the rounded length', () => {
    const rate = fc.constantFrom(...RATES)
    fc.assert(
      fc.property(fc.nat(5000), rate, rate, (length, from, to) => {
        expect(resample(noise(length), from, to).length).toBe(Math.round((length * to) / from))
      }),
    )
  })

  it('gives the samples themselves at equal rates', () => {
    const samples = noise(10)
    expect(resample(samples, 44_100, 44_100)).toBe(samples)
  })

  it.each([
    [22_050, 48_000],
    [24_000, 48_000],
    [16_000, 48_000],
    [44_100, 48_000],
    [48_000, 16_000],
    [48_000, 44_100],
    [48_000, 22_050],
  ])('passes tones from %i to %i Hz within 0.1 dB up to 0.9 of the lower Nyquist frequency, and pure', (from, to) => {
    const nyquist = Math.min(from, to) / 2
    for (const share of [0.01, 0.1, 0.35, 0.6, 0.8, 0.9]) {
      const hertz = share * nyquist
      const output = resample(tone(hertz, 0.5, { rate: from, amplitude: 0.5 }), from, to)
      const { amplitude } = partial(middle(output), hertz, to)
      expect(Math.abs(decibels(amplitude / 0.5))).toBeLessThan(0.1)
      expect(impurity(output, hertz, to)).toBeLessThan(-80)
    }
  })

  it.each([
    [48_000, 22_050],
    [48_000, 16_000],
    [44_100, 24_000],
  ])('lets nothing through from %i Hz that %i Hz cannot hold', (from, to) => {
    for (const share of [1.01, 1.2, 1.5, 1.9]) {
      const hertz = (share * to) / 2
      if (hertz >= from / 2) continue
      const output = resample(tone(hertz, 0.5, { rate: from }), from, to)
      expect(decibels(rms(middle(output)) * Math.SQRT2)).toBeLessThan(-80)
    }
  })

  it('shifts nothing in time', () => {
    for (const [from, to] of [
      [22_050, 48_000],
      [48_000, 16_000],
    ] as const) {
      const output = resample(tone(1000, 0.5, { rate: from }), from, to)
      const expected = tone(1000, 0.5, { rate: to })
      const start = Math.round(to * 0.05)
      for (let index = start; index < expected.length - start; index++) {
        expect(Math.abs(output[index]! - expected[index]!)).toBeLessThan(1e-3)
      }
    }
  })

  it('holds a constant to the last bit that counts', () => {
    const output = middle(resample(new Float32Array(8000).fill(0.5), 22_050, 48_000))
    for (const sample of output) expect(Math.abs(sample - 0.5)).toBeLessThan(1e-6)
  })

  it('keeps an impulse where it is', () => {
    const impulse = new Float32Array(1001)
    impulse[500] = 1
    const output = resample(impulse, 16_000, 48_000)
    expect(output.indexOf(Math.max(...output))).toBe(1500)
  })

  it('uses the last samples, wherever the length falls: silence appended changes nothing before it', () => {
    const rate = fc.constantFrom(...RATES)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), rate, rate, (length, from, to) => {
        const samples = noise(length)
        const longer = new Float32Array(length + 2000)
        longer.set(samples)
        const output = resample(samples, from, to)
        expect(output).toEqual(resample(longer, from, to).subarray(0, output.length))
      }),
    )
  })

  it('comes back from a higher rate as it was', () => {
    const original = resample(noise(4000, { amplitude: 0.3 }), 16_000, 22_050)
    const back = resample(resample(original, 22_050, 48_000), 48_000, 22_050)
    expect(back.length).toBe(original.length)
    let difference = 0
    for (let index = 200; index < original.length - 200; index++) {
      difference = Math.max(difference, Math.abs(back[index]! - original[index]!))
    }
    expect(difference).toBeLessThan(1e-3)
  })

  it('takes nothing for nothing, and one sample for some', () => {
    expect(resample(new Float32Array(0), 22_050, 48_000).length).toBe(0)
    expect(resample(new Float32Array(1), 22_050, 48_000).length).toBe(2)
  })

  it.each([0, -1, 44_100.5, Number.NaN, Infinity])('refuses a rate of %d', (rate) => {
    expect(() => resample(noise(10), rate, 48_000)).toThrow(RangeError)
    expect(() => resample(noise(10), 48_000, rate)).toThrow(RangeError)
  })
})

describe('filterBank', () => {
  it('is made once for each pair of rates', () => {
    expect(filterBank(22_050, 48_000)).toBe(filterBank(22_050, 48_000))
  })

  it('forgets pairs after a few, so that odd rates do not fill the memory', () => {
    const first = filterBank(22_050, 48_000)
    for (const rate of RATES) filterBank(rate, 47_000)
    expect(filterBank(22_050, 48_000)).not.toBe(first)
    expect(filterBank(22_050, 48_000)).toEqual(first)
  })

  it('has as many rows as the higher rate has places between two samples', () => {
    expect(filterBank(22_050, 48_000)).toMatchObject({ phases: 320, step: 147 })
    expect(filterBank(48_000, 16_000)).toMatchObject({ phases: 1, step: 3 })
  })
})
