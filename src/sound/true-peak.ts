import { decibelsOf } from './decibel.ts'
import { PEAK_BOUND, PEAK_TAPS, raisePeak, samplePeak } from './oversample.ts'

export type TruePeakMeter = {
  /** Whole frames, in order; blocks of any size. */
  push(interleaved: Float32Array): void
  /** The highest true peak of any channel so far, in dBTP; −Infinity for silence. */
  peak(): number
}

/** Frames judged at once by whether they can hold a new peak at all: few, so that one loud sample drags along few. */
const STRETCH = 64
/** Frames taken at once. */
const BLOCK = 4096

/**
 * Measures the true peak by ITU-R BS.1770-4, annex 2, without its attenuation by 12 dB, which integers need and floats do
 * not. The samples themselves count too: none of the four interpolated points falls on one. The filter is the same at every
 * sample rate, so at 44.1 kHz it looks at 176.4 kHz.
 */
export function truePeakMeter(channels: number): TruePeakMeter {
  const before = (PEAK_TAPS - 1) * channels
  const held = new Float32Array(before + BLOCK * channels) // The last eleven frames, then new ones.
  const most = new Float64Array(1)
  function judge(block: Float32Array): void {
    held.set(block, before)
    raise(most, held.subarray(0, before + block.length), channels)
    held.copyWithin(0, block.length, block.length + before)
  }
  return {
    push(interleaved) {
      for (let at = 0; at < interleaved.length; at += BLOCK * channels)
        judge(interleaved.subarray(at, at + BLOCK * channels))
    },
    peak() {
      // Between the last samples lie peaks that come out of the filter only when silence goes in.
      const ending = new Float32Array(2 * before)
      ending.set(held.subarray(0, before))
      const last = most.slice()
      raise(last, ending, channels)
      return decibelsOf(last[0]!)
    },
  }
}

/** Raises `most[0]` to the highest peak in `samples`, whose first eleven frames are there for the filter alone. */
function raise(most: Float64Array, samples: Float32Array, channels: number): void {
  const before = (PEAK_TAPS - 1) * channels
  let past = samplePeak(samples, 0, before)
  for (let from = before; from < samples.length; from += STRETCH * channels) {
    const to = Math.min(samples.length, from + STRETCH * channels)
    const loudest = samplePeak(samples, from, to)
    if (loudest > most[0]!) most[0] = loudest
    if (Math.max(past, loudest) * PEAK_BOUND > most[0]!) {
      for (let newest = from; newest < to; newest++) raisePeak(most, samples, newest, channels)
    }
    past = loudest
  }
}
