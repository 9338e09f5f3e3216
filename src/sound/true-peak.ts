import { decibelsOf } from './decibel.ts'
import { interpolatedPeak, PEAK_BOUND, PEAK_TAPS, samplePeak } from './oversample.ts'

export type TruePeakMeter = {
  /** Whole frames, in order; blocks of any size. */
  push(interleaved: Float32Array): void
  /** The highest true peak of any channel so far, in dBTP; −Infinity for silence. */
  peak(): number
}

/** Frames judged at once by whether they can hold a new peak at all: few, so that one loud sample drags along few. */
const STRETCH = 64

/**
 * Measures the true peak by ITU-R BS.1770-4, annex 2, without its attenuation by 12 dB, which integers need and floats do
 * not. The samples themselves count too: none of the four interpolated points falls on one. The filter is the same at every
 * sample rate, so at 44.1 kHz it looks at 176.4 kHz.
 */
export function truePeakMeter(channels: number): TruePeakMeter {
  const before = (PEAK_TAPS - 1) * channels
  let held = new Float32Array(before)
  let most = 0
  return {
    push(interleaved) {
      const samples = joined(held, interleaved)
      most = highest(samples, channels, most)
      held = samples.slice(-before)
    },
    // Between the last samples lie peaks that come out of the filter only when silence goes in.
    peak: () => decibelsOf(highest(joined(held, new Float32Array(before)), channels, most)),
  }
}

function joined(before: Float32Array, after: Float32Array): Float32Array {
  const samples = new Float32Array(before.length + after.length)
  samples.set(before)
  samples.set(after, before.length)
  return samples
}

/** The higher of `most` and the peaks in `samples`, whose first eleven frames are there for the filter alone. */
function highest(samples: Float32Array, channels: number, most: number): number {
  const before = (PEAK_TAPS - 1) * channels
  let peak = most
  let past = samplePeak(samples, 0, before)
  for (let from = before; from < samples.length; from += STRETCH * channels) {
    const to = Math.min(samples.length, from + STRETCH * channels)
    const loudest = samplePeak(samples, from, to)
    if (loudest > peak) peak = loudest
    if (Math.max(past, loudest) * PEAK_BOUND > peak) {
      for (let newest = from; newest < to; newest++) {
        const between = interpolatedPeak(samples, newest, channels)
        if (between > peak) peak = between
      }
    }
    past = loudest
  }
  return peak
}
