import { type FilterBank, filterBank } from './filter-bank.ts'

/**
 * The same sound at another sample rate, `Math.round(samples.length * to / from)` samples of it, with no shift in time
 * and nothing above the lower of both Nyquist frequencies. At equal rates the samples themselves are given back.
 *
 * Each output sample is the input weighted by a windowed sinc around its place (J. O. Smith, "Digital Audio Resampling",
 * ccrma.stanford.edu/~jos/resample); with rates in the ratio of whole numbers only `to / gcd` such rows of weights exist.
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 1 || to < 1) {
    throw new RangeError(`Sample rates are whole and positive, not ${from} and ${to}`)
  }
  if (from === to) return samples
  const bank = filterBank(from, to)
  const length = Math.round((samples.length * to) / from)
  const group = bank.phases * SHARING
  const output = new Float32Array(Math.ceil(length / group) * group)
  // Doubles, for converting each sample once is cheaper than once per tap; zeros around, so that no tap asks where it is.
  const input = new Float64Array(bank.taps + Math.max(samples.length, (output.length / bank.phases) * bank.step))
  input.set(samples, bank.taps / 2 - 1)
  for (let start = 0; start < output.length; start += group) {
    fillGroup(output.subarray(start, start + group), input.subarray((start / bank.phases) * bank.step), bank)
  }
  return output.slice(0, length)
}

/** Outputs that lie a round of all phases apart have the same weights: so many share each weight that is loaded. */
const SHARING = 4

/** Four rounds of all phases at once. Of all loops here this is the one that costs, so its four sums are written out. */
function fillGroup(output: Float32Array, input: Float64Array, { phases, step, taps, weights }: FilterBank): void {
  for (let index = 0; index < phases; index++) {
    const row = ((index * step) % phases) * taps
    const first = Math.floor((index * step) / phases)
    const second = first + step
    const third = second + step
    const fourth = third + step
    let one = 0
    let two = 0
    let three = 0
    let four = 0
    for (let tap = 0; tap < taps; tap++) {
      const weight = weights[row + tap]!
      one += input[first + tap]! * weight
      two += input[second + tap]! * weight
      three += input[third + tap]! * weight
      four += input[fourth + tap]! * weight
    }
    output[index] = one
    output[index + phases] = two
    output[index + 2 * phases] = three
    output[index + 3 * phases] = four
  }
}
