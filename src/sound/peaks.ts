import { samplePeak } from './oversample.ts'

export type PeaksMeter = {
  /** Whole frames, in order; blocks of any size. */
  push(interleaved: Float32Array): void
  /** The highest magnitude of any channel in each stretch, 0 … 255 (full scale). */
  peaks(): Uint8Array
}

/**
 * What a track looks like: its peaks in so many stretches of equal length. `frames` need be no whole number; what comes after
 * the last stretch belongs to it.
 */
export function peaksMeter(stretches: number, frames: number, channels: number): PeaksMeter {
  const peaks = new Uint8Array(stretches)
  const endOf = (stretch: number) =>
    stretch + 1 < stretches ? Math.ceil(((stretch + 1) * frames) / stretches) : Infinity
  let [at, stretch, end, peak] = [0, 0, endOf(0), 0]
  return {
    push(interleaved) {
      for (let from = 0; from < interleaved.length; ) {
        const to = Math.min(interleaved.length, from + (end - at) * channels)
        peak = Math.max(peak, samplePeak(interleaved, from, to))
        peaks[stretch] = Math.round(Math.min(1, peak) * 255)
        at += (to - from) / channels
        from = to
        if (at < end) continue
        end = endOf(++stretch)
        peak = 0
      }
    },
    peaks: () => peaks,
  }
}
