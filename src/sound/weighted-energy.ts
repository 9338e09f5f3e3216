import { kWeighting } from './k-weighting.ts'

/** A filter's memory below this is silence; left to decay further, numbers become denormal, and those are slow. */
const FORGOTTEN = 1e-30

/**
 * Sums the squares, K-weighted, of all channels of interleaved samples from one index up to another, whole frames; goes on
 * where it stopped.
 */
export type EnergyFilter = (interleaved: Float32Array, from: number, to: number) => number

/**
 * Makes the K-weighting of mono or stereo. Its two filters stand in one loop, in transposed direct form II and with their
 * memory in locals, for this is where most of the time of measuring goes: each sample waits for the one before, so two
 * channels side by side take no longer than one.
 */
export function weightedEnergy(channels: number, sampleRate: number): EnergyFilter {
  if (channels !== 1 && channels !== 2) throw new RangeError(`Loudness is measured of 1 or 2 channels, not ${channels}`)
  return channels === 1 ? ofOne(sampleRate) : ofTwo(sampleRate)
}

function ofOne(sampleRate: number): EnergyFilter {
  const { shelf, highPass } = kWeighting(sampleRate)
  const { b0, b1, b2, a1, a2 } = shelf
  const { a1: c1, a2: c2 } = highPass
  const memory = new Float64Array(4)
  return (samples, from, to) => {
    let first = memory[0]!
    let second = memory[1]!
    let third = memory[2]!
    let fourth = memory[3]!
    let sum = 0
    for (let index = from; index < to; index++) {
      const sample = samples[index]!
      const shelved = b0 * sample + first
      first = b1 * sample + second - a1 * shelved
      second = b2 * sample - a2 * shelved
      const weighted = shelved + third
      third = fourth - 2 * shelved - c1 * weighted
      fourth = shelved - c2 * weighted
      sum += weighted * weighted
    }
    memory[0] = settled(first)
    memory[1] = settled(second)
    memory[2] = settled(third)
    memory[3] = settled(fourth)
    return sum
  }
}

function ofTwo(sampleRate: number): EnergyFilter {
  const { shelf, highPass } = kWeighting(sampleRate)
  const { b0, b1, b2, a1, a2 } = shelf
  const { a1: c1, a2: c2 } = highPass
  const memory = new Float64Array(8)
  return (samples, from, to) => {
    let [p1, p2, p3, p4] = [memory[0]!, memory[1]!, memory[2]!, memory[3]!]
    let [q1, q2, q3, q4] = [memory[4]!, memory[5]!, memory[6]!, memory[7]!]
    let sum = 0
    for (let index = from; index < to; index += 2) {
      const left = samples[index]!
      const right = samples[index + 1]!
      const p = b0 * left + p1
      const q = b0 * right + q1
      p1 = b1 * left + p2 - a1 * p
      q1 = b1 * right + q2 - a1 * q
      p2 = b2 * left - a2 * p
      q2 = b2 * right - a2 * q
      const one = p + p3
      const other = q + q3
      p3 = p4 - 2 * p - c1 * one
      q3 = q4 - 2 * q - c1 * other
      p4 = p - c2 * one
      q4 = q - c2 * other
      sum += one * one + other * other
    }
    memory.set([settled(p1), settled(p2), settled(p3), settled(p4), settled(q1), settled(q2), settled(q3), settled(q4)])
    return sum
  }
}

function settled(value: number): number {
  return Math.abs(value) < FORGOTTEN ? 0 : value
}
