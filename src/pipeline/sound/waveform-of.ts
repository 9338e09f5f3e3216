import type { Waveform } from '../../dub/dubbed.ts'
import { peaksMeter } from '../../sound/peaks.ts'

/** Stretches in a second, and in all: hours are drawn coarser, so that a page with many languages stays small. */
const PER_SECOND = 20
const MOST = 36_000

/** Draws what a track of so many seconds looks like, from its samples. */
export function waveformMeter(seconds: number, sampleRate: number, channels: number) {
  const stretches = Math.min(MOST, Math.max(1, Math.ceil(seconds * PER_SECOND)))
  const meter = peaksMeter(stretches, seconds * sampleRate, channels)
  return {
    push: (interleaved: Float32Array) => meter.push(interleaved),
    waveform: (): Waveform => ({ seconds, peaks: Buffer.from(meter.peaks()).toString('base64') }),
  }
}
