import { rm } from 'node:fs/promises'
import type { BlobRef } from '../../dub/blob.ts'
import type { Waveform } from '../../dub/dubbed.ts'
import type { Listened, Probe } from '../../ports/media.ts'
import { wavSamples } from '../source/wav-samples.ts'
import type { Stage } from '../stage.ts'

/** Hz. Enough for the eye: what is quicker than this adds nothing to a peak of 1/20 s that anybody would see. */
const SAMPLE_RATE = 8000
/** Stretches in a second, and in all: hours are drawn coarser, so that a page with many languages stays small. */
const PER_SECOND = 20
const MOST = 36_000

/** What a track looks like, for the report. */
export const waveform: Stage<{ readonly track: BlobRef; readonly probe: Probe }, Waveform> = {
  name: 'waveform',
  version: 1,
  async run({ track, probe }, { blobs, media, scratch, signal, progress }) {
    const path = scratch.path('waveform.wav')
    const say = (seconds: number) => progress(Math.min(1, seconds / probe.duration))
    try {
      const file = { path, sampleRate: SAMPLE_RATE, format: 'wav' } as const
      const listened = await media.listen({ path: await blobs.path(track), probe }, file, { signal, progress: say })
      return await drawn(path, listened, signal)
    } finally {
      await rm(path, { force: true })
    }
  },
}

async function drawn(path: string, { samples, sampleRate }: Listened, signal: AbortSignal): Promise<Waveform> {
  const seconds = samples / sampleRate
  const peaks = new Uint8Array(Math.min(MOST, Math.max(1, Math.ceil(seconds * PER_SECOND))))
  const endOf = (stretch: number) => {
    // Resampling may add a sample: it belongs to the last stretch.
    return stretch + 1 < peaks.length ? Math.ceil(((stretch + 1) * seconds * SAMPLE_RATE) / peaks.length) : Infinity
  }
  let [at, stretch, end, peak] = [0, 0, endOf(0), 0]
  for await (const chunk of wavSamples(path)) {
    signal.throwIfAborted()
    for (let index = 0; index < chunk.length; index++, at++) {
      if (at >= end) {
        peaks[stretch++] = Math.round(peak * 255)
        end = endOf(stretch)
        peak = 0
      }
      peak = Math.max(peak, Math.abs(chunk[index]!))
    }
  }
  peaks[stretch] = Math.round(peak * 255)
  return { seconds, peaks: Buffer.from(peaks).toString('base64') }
}
