import { describe, expect, it } from 'vitest'
import { gatedLoudness } from '../../src/sound/gating.ts'

const NOTHING = { power: 0, length: 0 }

/** The power that has a loudness (LUFS), for so many steps of 100 ms. */
function at(loudness: number, steps: number): number[] {
  return Array<number>(steps).fill(10 ** ((loudness + 0.691) / 10))
}

describe('gatedLoudness', () => {
  it('is the loudness of what is even', () => {
    expect(gatedLoudness(at(-23, 100), NOTHING)).toBeCloseTo(-23, 9)
  })

  it('averages powers, not decibels', () => {
    const half = [...at(-20, 5000), ...at(-26, 5000)]
    expect(gatedLoudness(half, NOTHING)).toBeCloseTo(10 * Math.log10((10 ** -2 + 10 ** -2.6) / 2), 2)
  })

  it('leaves out what is below −70 LUFS', () => {
    expect(gatedLoudness(at(-70.1, 100), NOTHING)).toBe(-Infinity)
    expect(gatedLoudness(at(-69.9, 100), NOTHING)).toBeCloseTo(-69.9, 9)
  })

  it('leaves out what is 10 LU below the rest, but nothing louder', () => {
    expect(gatedLoudness([...at(-20, 5000), ...at(-35, 5000)], NOTHING)).toBeCloseTo(-20, 1)
    expect(gatedLoudness([...at(-20, 5000), ...at(-31, 5000)], NOTHING)).toBeLessThan(-22)
  })

  it('sets the relative gate by what passes the absolute one alone', () => {
    // With the silence counted in, the gate would lie at −43 LUFS and let the −40 pass.
    const steps = [...at(-30, 1000), ...at(-45, 1000), ...Array<number>(50_000).fill(0)]
    expect(gatedLoudness(steps, NOTHING)).toBeCloseTo(-30, 1)
  })

  it('counts blocks of four steps that overlap', () => {
    // One loud step is a quarter of four blocks, which weigh alike; those of silence are gated away.
    const steps = [...Array<number>(10).fill(0), ...at(-20, 1), ...Array<number>(10).fill(0)]
    expect(gatedLoudness(steps, NOTHING)).toBeCloseTo(-20 - 10 * Math.log10(4), 9)
  })

  it('leaves out a step that is not whole, unless there is no block without it', () => {
    const loud = { power: at(-3, 1)[0]!, length: 0.5 }
    expect(gatedLoudness(at(-23, 4), loud)).toBeCloseTo(-23, 9)
    expect(gatedLoudness([], { power: at(-23, 1)[0]!, length: 0.01 })).toBeCloseTo(-23, 9)
    expect(gatedLoudness(at(-23, 3), { power: at(-23, 1)[0]!, length: 0.7 })).toBeCloseTo(-23, 9)
  })

  it('is −∞ for nothing', () => {
    expect(gatedLoudness([], NOTHING)).toBe(-Infinity)
  })
})
