/**
 * The weights of a change of sample rate. Output sample m lies at input position m · step / phases; its whole part is the
 * sample that tap `taps / 2 - 1` falls on, its fraction picks the row: weights[row * taps + tap].
 */
export type FilterBank = {
  readonly phases: number
  readonly step: number
  /** Input samples that each output sample looks at: an even number. */
  readonly taps: number
  readonly weights: Float64Array
}

/** Images and aliases lie at least so far down (dB); 16 bit sound has no more than 96 dB to give. */
const STOPBAND = 88
/** The passband ends here and the stopband begins at 1, both in shares of the lower Nyquist frequency. */
const PASSBAND = 0.9

/** Banks are some 300 KB each and a dub meets one or two pairs of rates. */
const KEPT = 4
const banks = new Map<string, FilterBank>()

/** The filter bank from one whole sample rate (Hz) to another, made once for each pair. */
export function filterBank(from: number, to: number): FilterBank {
  const name = `${from}:${to}`
  const known = banks.get(name)
  if (known !== undefined) return known
  if (banks.size >= KEPT) banks.clear()
  const bank = makeBank(from, to)
  banks.set(name, bank)
  return bank
}

/**
 * A sinc under a Kaiser window. Length and shape follow from the stopband A (dB) and the transition Δω (radians a
 * sample): (A − 8) / (2.285 Δω) and β = 0.1102 (A − 8.7), for A > 50 (J. F. Kaiser, "Nonrecursive digital filter design
 * using the I0-sinh window function", 1974; Oppenheim & Schafer, "Discrete-Time Signal Processing", 7.6).
 */
function makeBank(from: number, to: number): FilterBank {
  const divisor = greatestDivisor(from, to)
  const phases = to / divisor
  const nyquist = Math.min(1, to / from) / 2 // in cycles an input sample
  const transition = nyquist * (1 - PASSBAND)
  const cutoff = (nyquist * (1 + PASSBAND)) / 2
  const half = Math.ceil((STOPBAND - 8) / (2.285 * 2 * Math.PI * transition) / 2)
  const taps = 2 * half
  const beta = 0.1102 * (STOPBAND - 8.7)
  const weights = new Float64Array(phases * taps)
  for (let phase = 0; phase < phases; phase++) {
    let sum = 0
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - half + 1 - phase / phases
      const weight = sinc(2 * cutoff * distance) * kaiser(distance / half, beta)
      weights[phase * taps + tap] = weight
      sum += weight
    }
    // Each row passes a constant unchanged; without this the rows would differ a little, and that is a buzz.
    for (let tap = 0; tap < taps; tap++) weights[phase * taps + tap]! /= sum
  }
  return { phases, step: from / divisor, taps, weights }
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other)
}

function sinc(position: number): number {
  return position === 0 ? 1 : Math.sin(Math.PI * position) / (Math.PI * position)
}

/** The Kaiser window at −1 … 1, up to a factor. */
function kaiser(position: number, beta: number): number {
  return bessel(beta * Math.sqrt(Math.max(0, 1 - position * position)))
}

/** The modified Bessel function I₀, by its power series (Abramowitz & Stegun, 9.6.12). */
function bessel(argument: number): number {
  let term = 1
  let sum = 1
  for (let order = 1; term > sum * 1e-16; order++) {
    term *= (argument / (2 * order)) ** 2
    sum += term
  }
  return sum
}
