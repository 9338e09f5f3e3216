import { describe, expect, it } from 'vitest'
import { similaritySearch } from '../../src/sound/similarity.ts'
import { joined, noise, silence, tone } from './signals.ts'

const RATE = 48_000
const LENGTH = 720

describe('similaritySearch', () => {
  it('finds the very place when it is in reach, to the sample', () => {
    const input = noise(20_000)
    const search = similaritySearch(input, RATE, LENGTH)
    for (const shift of [-480, -123, -1, 0, 1, 77, 480]) {
      expect(search(5000, 5000 - shift, -480, 480)).toEqual({ entering: 5000, likeness: 1 })
    }
  })

  it('finds a repetition elsewhere', () => {
    const word = noise(LENGTH, { seed: 5 })
    const input = joined(noise(3000), word, noise(4000, { seed: 3 }), word, noise(3000, { seed: 4 }))
    const search = similaritySearch(input, RATE, LENGTH)
    const second = 3000 + LENGTH + 4000
    const { entering, likeness } = search(3000, second + 200, -480, 480)
    expect(entering).toBe(second)
    expect(likeness).toBeCloseTo(1, 5)
  })

  it('keeps step with a tone, and takes the period next to the due place', () => {
    const input = tone(400, 1) // A period is 120 samples.
    const search = similaritySearch(input, RATE, LENGTH)
    const { entering, likeness } = search(5000, 9000, -480, 480)
    expect((entering - 5000) % 120).toBe(0)
    expect(Math.abs(entering - 9000)).toBeLessThanOrEqual(60)
    expect(likeness).toBeGreaterThan(0.999)
  })

  it('stays at the due place in silence, or as near as the range lets it', () => {
    const search = similaritySearch(silence(20_000), RATE, LENGTH)
    expect(search(5000, 7000, -480, 480)).toEqual({ entering: 7000, likeness: 0 })
    expect(search(5000, 7000, 20, 480)).toEqual({ entering: 7020, likeness: 0 })
    expect(search(5000, 7000, -480, -30)).toEqual({ entering: 6970, likeness: 0 })
  })

  it('never leaves the range, be it a single place', () => {
    const input = noise(20_000)
    for (const rate of [8000, 22_050, 48_000]) {
      const search = similaritySearch(input, rate, LENGTH)
      for (const [low, high] of [
        [-480, 480],
        [3, 3],
        [-7, -2],
        [100, 480],
      ] as const) {
        for (let due = 4000; due < 10_000; due += 777) {
          const { entering } = search(due - 300, due, low, high)
          expect(entering).toBeGreaterThanOrEqual(due + low)
          expect(entering).toBeLessThanOrEqual(due + high)
        }
      }
    }
  })

  it('tells how much is alike between 0 and 1', () => {
    const input = joined(noise(10_000), noise(10_000, { seed: 9 }))
    const { likeness } = similaritySearch(input, RATE, LENGTH)(2000, 14_000, -480, 480)
    expect(likeness).toBeGreaterThan(0)
    expect(likeness).toBeLessThan(0.3)
    const upside = joined(
      tone(100, 0.1),
      tone(100, 0.1).map((sample) => -sample),
    )
    expect(similaritySearch(upside, RATE, LENGTH)(0, 4800, 0, 0).likeness).toBe(0)
  })

  it('searches sample by sample where the rate is low already', () => {
    const input = noise(8000)
    expect(similaritySearch(input, 8000, 120)(3000, 3040, -80, 80)).toEqual({ entering: 3000, likeness: 1 })
  })
})
