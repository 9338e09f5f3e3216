/**
 * Where around `due` (from `due + low` to `due + high`) the input most resembles what begins at `leaving`, and how much
 * of the one is in the other: their normalised correlation, 0 … 1. All are positions in the input, in samples.
 */
export type SimilaritySearch = (
  leaving: number,
  due: number,
  low: number,
  high: number,
) => { readonly entering: number; readonly likeness: number }

/** The search first looks at the input at about this rate (Hz): pitch and the first two formants live below half of it. */
const COARSE_RATE = 6000

/** How much less a match counts at the end of the range than one at the due place, so that near ties keep the timing. */
const STRAYING = 0.05

/** Mean power below which there is nothing to match (−100 dB to full scale). */
const SILENCE = 1e-10

/**
 * Prepares a search for stretches of `length` samples: coarsely in a copy at a lower rate, then sample by sample around
 * what was found there, which takes a fiftieth of the work. Nothing at all is searched where there is silence.
 *
 * The measure is the normalised cross-correlation, the third of those that the WSOLA paper compares (ICASSP 1993).
 */
export function similaritySearch(input: Float32Array, sampleRate: number, length: number): SimilaritySearch {
  const factor = Math.max(1, Math.floor(sampleRate / COARSE_RATE))
  const coarse = factor === 1 ? input : decimated(input, factor)
  const coarseLength = Math.floor(length / factor)
  return (leaving, due, low, high) => {
    if (dot(input, leaving, leaving, length) < SILENCE * length) {
      return { entering: due + Math.max(low, Math.min(high, 0)), likeness: 0 }
    }
    const furthest = Math.max(1, -low, high)
    let from = due + low
    let to = due + high
    if (factor > 1) {
      const middle = bestIn(coarse, Math.round(leaving / factor), coarseLength, {
        from: Math.ceil(from / factor),
        to: Math.floor(to / factor),
        due: due / factor,
        furthest: furthest / factor,
      }).at
      from = Math.max(from, Math.min(to, middle * factor - factor))
      to = Math.min(to, Math.max(from, middle * factor + factor))
    }
    const { at, likeness } = bestIn(input, leaving, length, { from, to, due, furthest })
    return { entering: at, likeness: Math.max(0, Math.min(1, likeness)) }
  }
}

/** Every `factor`-th sample after a triangular mean over twice as many, which keeps hissing from posing as pitch. */
function decimated(input: Float32Array, factor: number): Float32Array {
  const output = new Float32Array(Math.floor(input.length / factor))
  let risen = 0
  for (let index = 0; index < output.length; index++) {
    let rising = 0
    let falling = 0
    for (let offset = 0; offset < factor; offset++) {
      const sample = input[index * factor + offset]!
      rising += sample * (offset + 1)
      falling += sample * (factor - offset - 1)
    }
    output[index] = (risen + falling) / (factor * factor)
    risen = rising
  }
  return output
}

/** Where to look, where it would be best, and how far from there is furthest: the same in a first look and a second. */
type Range = { readonly from: number; readonly to: number; readonly due: number; readonly furthest: number }

/** The place in the range where the input best matches what begins at `leaving`; `from` where the range is empty. */
function bestIn(input: Float32Array, leaving: number, length: number, { from, to, due, furthest }: Range) {
  const power = dot(input, leaving, leaving, length)
  let candidate = dot(input, from, from, length)
  let at = from
  let likeness = 0
  let most = -Infinity
  for (let place = from; place <= to; place++) {
    const alike = dot(input, leaving, place, length) / Math.sqrt(power * Math.max(candidate, SILENCE * length))
    const straying = (place - due) / furthest
    const worth = alike - STRAYING * straying * straying
    if (worth > most) {
      most = worth
      at = place
      likeness = alike
    }
    // The next place's own power differs only by the sample that leaves and the one that enters.
    candidate += input[place + length]! * input[place + length]! - input[place]! * input[place]!
  }
  return { at, likeness }
}

/** Sum of products of two stretches of the input; two sums side by side, as one would wait for its own additions. */
function dot(input: Float32Array, one: number, other: number, length: number): number {
  let even = 0
  let odd = 0
  let index = 0
  for (; index + 1 < length; index += 2) {
    even += input[one + index]! * input[other + index]!
    odd += input[one + index + 1]! * input[other + index + 1]!
  }
  if (index < length) even += input[one + index]! * input[other + index]!
  return even + odd
}
