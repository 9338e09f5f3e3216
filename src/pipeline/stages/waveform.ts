import { rm } from 'node:fs/promises'
import type { BlobRef } from '../../dub/blob.ts'
import type { Waveform } from '../../dub/dubbed.ts'
import type { Listened, Probe } from '../../ports/media.ts'
import { waveformMeter } from '../sound/waveform-of.ts'
import { wavSamples } from '../source/wav-samples.ts'
import type { Stage } from '../stage.ts'

/** Hz. Enough for the eye: what is quicker than this adds nothing to a peak of 1/20 s that anybody would see. */
const SAMPLE_RATE = 8000

/** What a track looks like that was not made here, for the report. */
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
  const { push, waveform: shape } = waveformMeter(samples / sampleRate, SAMPLE_RATE, 1)
  for await (const chunk of wavSamples(path)) {
    signal.throwIfAborted()
    push(chunk)
  }
  return shape()
}
