/** A complex transform of fixed size, in place: real parts in one array, imaginary ones in the other. */
export type Fft = (real: Float64Array, imaginary: Float64Array) => void

/** Radix 2, decimation in time (J. W. Cooley & J. W. Tukey, 1965); `size` is a power of two. Not scaled. */
export function fft(size: number): Fft {
  const bits = Math.log2(size)
  const order = Uint32Array.from({ length: size }, (_, index) => reversed(index, bits))
  const cosine = Float64Array.from({ length: size / 2 }, (_, index) => Math.cos((2 * Math.PI * index) / size))
  const sine = Float64Array.from({ length: size / 2 }, (_, index) => Math.sin((2 * Math.PI * index) / size))
  return (real, imaginary) => {
    for (let index = 0; index < size; index++) {
      const other = order[index]!
      if (other > index) swap(real, imaginary, index, other)
    }
    for (let half = 1; half < size; half *= 2) {
      for (let start = 0; start < size; start += 2 * half) {
        for (let index = 0, turn = 0; index < half; index++, turn += size / (2 * half)) {
          const [upper, lower] = [start + index, start + index + half]
          const re = real[lower]! * cosine[turn]! + imaginary[lower]! * sine[turn]!
          const im = imaginary[lower]! * cosine[turn]! - real[lower]! * sine[turn]!
          real[lower] = real[upper]! - re
          imaginary[lower] = imaginary[upper]! - im
          real[upper]! += re
          imaginary[upper]! += im
        }
      }
    }
  }
}

function reversed(index: number, bits: number): number {
  let result = 0
  for (let bit = 0; bit < bits; bit++) result |= ((index >> bit) & 1) << (bits - 1 - bit)
  return result
}

function swap(real: Float64Array, imaginary: Float64Array, one: number, other: number): void {
  const [re, im] = [real[one]!, imaginary[one]!]
  real[one] = real[other]!
  imaginary[one] = imaginary[other]!
  real[other] = re
  imaginary[other] = im
}

/** A Hann window of so many points, periodic. */
export function hann(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / size))
}
