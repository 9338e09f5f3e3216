import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gainEnvelope } from '../../src/sound/gain-envelope.ts'

const OPTIONS = { attack: 20, release: 50, hold: 12 }

/** The gains of these allowances, moved back to the frames that they belong to; rides in blocks of one size. */
function ridden(allowances: readonly number[], block = 64): Float64Array {
  const envelope = gainEnvelope(OPTIONS)
  const gains = Float64Array.from([...allowances, ...Array<number>(envelope.delay).fill(1)])
  for (let at = 0; at < gains.length; at += block) envelope.ride(gains.subarray(at, at + block))
  return gains.subarray(envelope.delay)
}

const anyAllowances = fc.array(
  fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.double({ min: 0.01, max: 1, noNaN: true })),
  {
    maxLength: 600,
  },
)

describe('gainEnvelope', () => {
  it('is 1 where all is allowed', () => {
    expect(ridden(Array<number>(100).fill(1)).every((gain) => gain === 1)).toBe(true)
  })

  it('keeps to every allowance, at its frame and the eleven before it', () => {
    fc.assert(
      fc.property(anyAllowances, (allowances) => {
        const gains = ridden(allowances)
        for (const [frame, allowed] of allowances.entries()) {
          for (let before = Math.max(0, frame - 11); before <= frame; before++) {
            expect(gains[before]).toBeLessThanOrEqual(allowed + 1e-9)
          }
        }
      }),
    )
  })

  it('stands still over the twelve frames of a single peak', () => {
    const allowances = Array<number>(300).fill(1)
    allowances[150] = 0.5
    const gains = ridden(allowances)
    for (let frame = 139; frame <= 150; frame++) expect(gains[frame]).toBeCloseTo(0.5, 12)
    expect(gains[139 - OPTIONS.attack - 2]).toBe(1)
    expect(gains[151 + 200]).toBe(undefined)
    expect(gains[299]).toBeGreaterThan(0.95)
  })

  it('never moves down faster than twice as steeply as the attack in a straight line', () => {
    fc.assert(
      fc.property(anyAllowances, (allowances) => {
        const gains = ridden(allowances)
        for (let frame = 1; frame < gains.length; frame++) {
          expect(Math.abs(gains[frame]! - gains[frame - 1]!)).toBeLessThan((2.1 * 1) / OPTIONS.attack)
        }
      }),
    )
  })

  it('recovers with its time constant', () => {
    const allowances = Array<number>(1000).fill(1)
    allowances[100] = 0.5
    const gains = ridden(allowances)
    const from = 100 + 14 // Half of the averages' window later.
    expect(gains[from + OPTIONS.release]).toBeGreaterThan(1 - 0.5 / Math.E - 0.07)
    expect(gains[from + OPTIONS.release]).toBeLessThan(1 - 0.5 / Math.E + 0.07)
    expect(gains[999]).toBe(1)
  })

  it('is the same whatever the blocks', () => {
    fc.assert(
      fc.property(anyAllowances, fc.integer({ min: 1, max: 100 }), (allowances, block) => {
        const gains = ridden(allowances, block)
        for (const [frame, gain] of ridden(allowances, 1000).entries()) expect(gains[frame]).toBeCloseTo(gain, 12)
      }),
    )
  })

  it('rests at first, not after a peak, and again when it has come back', () => {
    const envelope = gainEnvelope(OPTIONS)
    const ones = () => new Float64Array(10).fill(1)
    expect(envelope.resting()).toBe(true)
    envelope.ride(Float64Array.from([0.5, ...ones()]))
    expect(envelope.resting()).toBe(false)
    let blocks = 0
    for (; !envelope.resting(); blocks++) envelope.ride(ones())
    // From a half to all but 0.00001, 50 frames a factor of e: 541 frames; and then the windows have to run empty.
    expect(blocks).toBeGreaterThan(54)
    expect(blocks).toBeLessThan(70)
    const gains = ones()
    envelope.ride(gains)
    expect(gains.every((gain) => gain === 1)).toBe(true)
  })
})
