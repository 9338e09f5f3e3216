import { decibelsOf } from './decibel.ts'
import { PEAK_BOUND, PEAK_GRAIN, PEAK_TAPS, raisePeak, samplePeak } from './oversample.ts'

export type TruePeakMeter = {
  /**
   * Whole frames, in order; blocks of any size. `bounds` are for a caller who knows that of each grain of them, counted from
   * the first, no peak is higher: what cannot hold a new one is then not looked at.
   */
  push(interleaved: Float32Array, bounds?: Float64Array): void
  /** The highest true peak of any channel so far, in dBTP; −Infinity for silence. */
  peak(): number
}

/** Frames taken at once: whole grains. */
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
  function judge(block: Float32Array, bounds: Float64Array | undefined): void {
    held.set(block, before)
    raise(most, held.subarray(0, before + block.length), channels, bounds)
    held.copyWithin(0, block.length, block.length + before)
  }
  return {
    push(interleaved, bounds) {
      for (let frame = 0; frame * channels < interleaved.length; frame += BLOCK) {
        const block = interleaved.subarray(frame * channels, (frame + BLOCK) * channels)
        judge(block, bounds?.subarray(frame / PEAK_GRAIN, (frame + BLOCK) / PEAK_GRAIN))
      }
    },
    peak() {
      // Between the last samples lie peaks that come out of the filter only when silence goes in.
      const ending = new Float32Array(2 * before)
      ending.set(held.subarray(0, before))
      const last = most.slice()
      raise(last, ending, channels, undefined)
      return decibelsOf(last[0]!)
    },
  }
}

/** Raises `most[0]` to the highest peak in `samples`, whose first eleven frames are there for the filter alone. */
function raise(most: Float64Array, samples: Float32Array, channels: number, bounds: Float64Array | undefined): void {
  const before = (PEAK_TAPS - 1) * channels
  for (let from = before, grain = 0; from < samples.length; from += PEAK_GRAIN * channels, grain++) {
    if (bounds !== undefined && bounds[grain]! <= most[0]!) continue
    const to = Math.min(samples.length, from + PEAK_GRAIN * channels)
    const loudest = samplePeak(samples, from, to)
    if (loudest > most[0]!) most[0] = loudest
    if (Math.max(loudest, samplePeak(samples, from - before, from)) * PEAK_BOUND > most[0]!) {
      for (let newest = from; newest < to; newest++) raisePeak(most, samples, newest, channels)
    }
  }
}
