import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DUCKING_ATTACK, DUCKING_DEPTH, DUCKING_RELEASE, duckingGain, type SampleSpan } from '../../src/sound/duck.ts'
import { amplitude, decibels } from './signals.ts'

const RATE = 48_000
const ATTACK = DUCKING_ATTACK * RATE
const RELEASE = DUCKING_RELEASE * RATE
const LOWEST = Math.fround(amplitude(-DUCKING_DEPTH))

/** The gains of a track, asked for in blocks of one size. */
function gainsOf(speech: readonly SampleSpan[], length: number, block = 16_384): Float32Array {
  const gain = duckingGain(speech, RATE)
  const gains = new Float32Array(length)
  for (let at = 0; at < length; at += block) gain(at, gains.subarray(at, at + block))
  return gains
}

/** The fastest that a gain may move (dB a frame): the steepest place of half a cosine over the attack. */
const STEEPEST = ((Math.PI / 2) * DUCKING_DEPTH) / ATTACK

function steepest(gains: Float32Array): number {
  let most = 0
  for (let frame = 1; frame < gains.length; frame++) {
    most = Math.max(most, Math.abs(decibels(gains[frame]! / gains[frame - 1]!)))
  }
  return most
}

/** Spans in order of their starts, as clips on a track have them. */
const anySpeech = fc
  .array(fc.record({ start: fc.nat(150_000), length: fc.nat(40_000) }), { maxLength: 8 })
  .map((spans) => spans.map(({ start, length }) => ({ start, end: start + length })))
  .map((spans) => spans.sort((one, other) => one.start - other.start))

describe('duckingGain', () => {
  it('leaves a track without speech alone', () => {
    expect(gainsOf([], 1000).every((gain) => gain === 1)).toBe(true)
    expect(gainsOf([{ start: 500, end: 500 }], 1000).every((gain) => gain === 1)).toBe(true)
  })

  it('is 12 dB down under speech, comes down over the 50 ms before and back over the 300 ms after', () => {
    const speech = { start: 20_000, end: 50_000 }
    const gains = gainsOf([speech], 100_000)
    expect(gains.subarray(speech.start, speech.end).every((gain) => gain === LOWEST)).toBe(true)
    expect(gains.subarray(0, speech.start - ATTACK).every((gain) => gain === 1)).toBe(true)
    expect(gains.subarray(speech.end + RELEASE).every((gain) => gain === 1)).toBe(true)
    expect(decibels(gains[speech.start - ATTACK / 2]!)).toBeCloseTo(-6, 1)
    expect(decibels(gains[speech.end + RELEASE / 2]!)).toBeCloseTo(-6, 1)
  })

  it('only falls before speech and only rises after it', () => {
    const gains = gainsOf([{ start: 20_000, end: 50_000 }], 100_000)
    for (let frame = 1; frame < gains.length; frame++) {
      if (frame < 35_000) expect(gains[frame]).toBeLessThanOrEqual(gains[frame - 1]!)
      else expect(gains[frame]).toBeGreaterThanOrEqual(gains[frame - 1]!)
    }
  })

  it('stays down over pauses too short to come up and go down again', () => {
    const speech = [
      { start: 10_000, end: 20_000 },
      { start: 20_000 + ATTACK + RELEASE - 1, end: 60_000 },
    ]
    expect(
      gainsOf(speech, 60_000)
        .subarray(10_000)
        .every((gain) => gain === LOWEST),
    ).toBe(true)
  })

  it('comes all the way up in a pause that is just long enough', () => {
    const speech = [
      { start: 10_000, end: 20_000 },
      { start: 20_000 + ATTACK + RELEASE, end: 60_000 },
    ]
    const gains = gainsOf(speech, 60_000)
    expect(gains[20_000 + RELEASE - 1]).toBeCloseTo(1, 4)
    expect(steepest(gains)).toBeLessThanOrEqual(STEEPEST * 1.01)
  })

  it('is down from the first frame where speech begins at once, and part of the way where it begins soon', () => {
    expect(gainsOf([{ start: 0, end: 10 }], 10).every((gain) => gain === LOWEST)).toBe(true)
    expect(decibels(gainsOf([{ start: ATTACK / 2, end: 9999 }], 9999)[0]!)).toBeCloseTo(-6, 1)
  })

  it('minds speech longer than any block, and what overlaps or lies within another', () => {
    const speech = [
      { start: 10_000, end: 90_000 },
      { start: 20_000, end: 30_000 },
      { start: 80_000, end: 95_000 },
    ]
    expect(gainsOf(speech, 120_000)).toEqual(gainsOf([{ start: 10_000, end: 95_000 }], 120_000))
  })

  it('never leaves the range, never jumps, and is down wherever somebody speaks', () => {
    fc.assert(
      fc.property(anySpeech, (speech) => {
        const gains = gainsOf(speech, 200_000)
        expect(steepest(gains)).toBeLessThanOrEqual(STEEPEST * 1.01)
        expect(gains.every((gain) => gain >= LOWEST && gain <= 1)).toBe(true)
        for (const { start, end } of speech) {
          expect(gains.subarray(start, end).every((gain) => gain === LOWEST)).toBe(true)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('is the same whatever the blocks', () => {
    fc.assert(
      fc.property(anySpeech, fc.integer({ min: 100, max: 50_000 }), (speech, block) => {
        expect(gainsOf(speech, 200_000, block)).toEqual(gainsOf(speech, 200_000, 200_000))
      }),
      { numRuns: 20 },
    )
  })

  it('takes other depths and times', () => {
    const gain = duckingGain([{ start: 1000, end: 2000 }], 1000, { depth: 20, attack: 0.1, release: 1 })
    const gains = new Float32Array(4000)
    gain(0, gains)
    expect(gains[1500]).toBeCloseTo(0.1, 6)
    expect(gains[899]).toBe(1)
    expect(gains[950]).toBeLessThan(0.4)
    expect(decibels(gains[2500]!)).toBeCloseTo(-10, 1)
    expect(gains[3000]).toBe(1)
  })

  it('refuses speech in the wrong order', () => {
    const speech = [
      { start: 100, end: 200 },
      { start: 50, end: 60 },
    ]
    expect(() => duckingGain(speech, RATE)).toThrow(RangeError)
  })
})
