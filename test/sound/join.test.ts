import { describe, expect, it } from 'vitest'
import { joinClips } from '../../src/sound/join.ts'
import { energy, joined, silence, tone } from './signals.ts'

const RATE = 48_000

describe('joinClips', () => {
  it('puts a short pause between trimmed clips', () => {
    const clip = () => joined(silence(9600), tone(200, 0.5), silence(9600))
    const whole = joinClips([clip(), clip()], RATE)
    // Two tones with 10 ms left standing at their ends, give or take a window of 5 ms, and 0.12 s between.
    expect(whole.length / RATE).toBeGreaterThan(1 + 0.04 + 0.12 - 0.001)
    expect(whole.length / RATE).toBeLessThan(1 + 0.04 + 0.12 + 0.02)
    expect(energy(whole)).toBeCloseTo(2 * energy(clip()), 6)
  })

  it('takes the pause that it is given', () => {
    const clip = tone(200, 0.1)
    expect(joinClips([clip, clip], RATE, 0.25).length).toBe(2 * clip.length + RATE / 4)
  })

  it('leaves out silent parts, and makes no pause for one clip', () => {
    const clip = tone(200, 0.1)
    expect(joinClips([silence(100), clip, silence(0)], RATE)).toEqual(clip)
    expect(joinClips([], RATE).length).toBe(0)
  })
})
