import { describe, expect, it } from 'vitest'
import { type Biquad, kWeighting } from '../../src/sound/k-weighting.ts'
import { decibels } from './signals.ts'

/** The gain (dB) of a filter at a frequency. */
function gainAt({ b0, b1, b2, a1, a2 }: Biquad, hertz: number, rate: number): number {
  const angle = (2 * Math.PI * hertz) / rate
  const real = (one: number, two: number, three: number) => one + two * Math.cos(angle) + three * Math.cos(2 * angle)
  const imaginary = (two: number, three: number) => two * Math.sin(angle) + three * Math.sin(2 * angle)
  return decibels(Math.hypot(real(b0, b1, b2), imaginary(b1, b2)) / Math.hypot(real(1, a1, a2), imaginary(a1, a2)))
}

describe('kWeighting', () => {
  it('has the coefficients of BS.1770-4, tables 1 and 2, at 48 kHz', () => {
    const { shelf, highPass } = kWeighting(48_000)
    expect(shelf.b0).toBeCloseTo(1.53512485958697, 10)
    expect(shelf.b1).toBeCloseTo(-2.69169618940638, 10)
    expect(shelf.b2).toBeCloseTo(1.19839281085285, 10)
    expect(shelf.a1).toBeCloseTo(-1.69065929318241, 10)
    expect(shelf.a2).toBeCloseTo(0.73248077421585, 10)
    expect(highPass.a1).toBeCloseTo(-1.99004745483398, 10)
    expect(highPass.a2).toBeCloseTo(0.99007225036621, 10)
    expect(highPass).toMatchObject({ b0: 1, b1: -2, b2: 1 })
  })

  it.each([22_050, 44_100, 96_000, 192_000])(
    'weighs as much at %i Hz as at 48 kHz, away from the Nyquist frequency',
    (rate) => {
      const there = kWeighting(rate)
      const here = kWeighting(48_000)
      for (const hertz of [30, 60, 100, 500, 997, 2000, 3000]) {
        expect(Math.abs(gainAt(there.shelf, hertz, rate) - gainAt(here.shelf, hertz, 48_000))).toBeLessThan(0.15)
        expect(Math.abs(gainAt(there.highPass, hertz, rate) - gainAt(here.highPass, hertz, 48_000))).toBeLessThan(0.15)
      }
    },
  )

  it('lifts the highs by 4 dB and takes away the deepest', () => {
    const { shelf, highPass } = kWeighting(48_000)
    expect(gainAt(shelf, 15_000, 48_000)).toBeCloseTo(4, 1)
    expect(gainAt(shelf, 50, 48_000)).toBeCloseTo(0, 1)
    expect(gainAt(highPass, 10, 48_000)).toBeLessThan(-20)
    expect(gainAt(highPass, 5000, 48_000)).toBeCloseTo(0, 1)
  })
})
