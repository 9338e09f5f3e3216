import { kWeighting } from './k-weighting.ts'

/** A filter's memory below this is silence; left to decay further, numbers become denormal, and those are slow. */
const FORGOTTEN = 1e-30

/** Sums the squares of one channel, K-weighted, from one index up to another, `stride` apart; goes on where it stopped. */
export type EnergyFilter = (samples: Float32Array, from: number, to: number, stride: number) => number

/**
 * Makes the K-weighting of one channel. Its two filters stand in one loop, in transposed direct form II and with their
 * memory in locals, for this is where most of the time of measuring goes.
 */
export function weightedEnergy(sampleRate: number): EnergyFilter {
  const { shelf, highPass } = kWeighting(sampleRate)
  const { b0, b1, b2, a1, a2 } = shelf
  const { a1: c1, a2: c2 } = highPass
  const memory = new Float64Array(4)
  return (samples, from, to, stride) => {
    let first = memory[0]!
    let second = memory[1]!
    let third = memory[2]!
    let fourth = memory[3]!
    let sum = 0
    for (let index = from; index < to; index += stride) {
      const sample = samples[index]!
      const shelved = b0 * sample + first
      first = b1 * sample - a1 * shelved + second
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

function settled(value: number): number {
  return Math.abs(value) < FORGOTTEN ? 0 : value
}
