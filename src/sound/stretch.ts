import { free } from './free.ts'
import { similaritySearch } from './similarity.ts'

/** Time between two pieces, and the length of the crossfade (s): a whole period of a deep voice, 67 Hz, fits in. */
const HOP = 0.015
/** How far from its due place a piece may be taken (s): both ways together more than a period, to be in step with it. */
const REACH = 0.01

/**
 * Speech `rate` times as fast at the same pitch, `Math.round(samples.length / rate)` samples of it; a rate of 1 gives the
 * samples themselves. Meant for rates from 0.6 to 2.5; beyond, the length still holds but the voice sounds chopped.
 *
 * This is WSOLA (Verhelst & Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high quality
 * time-scale modification of speech", ICASSP 1993) with Hann windows at half overlap: each piece is taken near the place
 * where it is due, from where it most resembles what would have followed the piece before. Two halves of a Hann window
 * add up to 1, so the output is one crossfade after another, full from its first sample to its last.
 */
export function stretch(samples: Float32Array, sampleRate: number, rate: number): Float32Array {
  if (!(rate > 0 && rate < Infinity)) throw new RangeError(`A rate is a positive number, not ${rate}`)
  if (rate === 1) return samples
  const output = new Float32Array(Math.round(samples.length / rate))
  const hop = Math.max(8, Math.round(HOP * sampleRate))
  const reach = Math.max(4, Math.round(REACH * sampleRate))
  const margin = 2 * (hop + reach)
  const input = new Float32Array(samples.length + 2 * margin)
  input.set(samples, margin)
  const search = similaritySearch(input, sampleRate, hop)
  const fade = Float64Array.from({ length: hop }, (_, index) => 0.5 - 0.5 * Math.cos((Math.PI * (index + 0.5)) / hop))
  let leaving = margin // Where in the input the piece before goes on.
  for (let at = 0; at < output.length; at += hop) {
    const due = Math.round(((at + hop) * samples.length) / output.length) - hop
    const { low, high } = shifts({ due, hop, reach, left: output.length - at, length: samples.length })
    const { entering, likeness } = search(leaving, margin + due, low, high)
    const from = input.subarray(leaving, leaving + hop)
    crossfade(output.subarray(at, at + hop), from, input.subarray(entering, entering + hop), { fade, likeness })
    leaving = entering + hop
  }
  free(input)
  return output
}

type Piece = {
  /** Where in the samples the piece's first half should begin, if it may begin anywhere. */
  readonly due: number
  readonly hop: number
  readonly reach: number
  /** Samples of the output that are still to be written. */
  readonly left: number
  readonly length: number
}

/**
 * How far a piece may be shifted from its due place without reading before the samples' start or, in what is still to be
 * written, behind their end: otherwise up to `reach` of silence would stand at an end where the voice should be.
 */
function shifts({ due, hop, reach, left, length }: Piece): { readonly low: number; readonly high: number } {
  const high = Math.min(reach, length - due - Math.min(2 * hop, left))
  const low = Math.max(Math.min(-reach, high - reach), -due)
  return { low: Math.min(low, high), high }
}

/**
 * From the piece that goes on in `from` into the one that begins in `to`. Hann weights alone would take up to 3 dB from
 * what does not correlate, such as hissing; dividing by √(v² + w² + 2ρvw) keeps its power, and where ρ = 1 changes nothing.
 */
function crossfade(
  output: Float32Array,
  from: Float32Array,
  to: Float32Array,
  { fade, likeness }: { readonly fade: Float64Array; readonly likeness: number },
): void {
  for (let index = 0; index < output.length; index++) {
    const weight = fade[index]!
    const rest = 1 - weight
    const mixed = from[index]! * rest + to[index]! * weight
    output[index] = mixed / Math.sqrt(rest * rest + weight * weight + 2 * likeness * rest * weight)
  }
}
