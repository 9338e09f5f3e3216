import { rm } from 'node:fs/promises'
import type { BlobRef } from '../../dub/blob.ts'
import { roundedDecibels } from '../../sound/decibel.ts'
import { loudnessMeter } from '../../sound/loudness.ts'
import { fromPcm16 } from '../../sound/pcm.ts'
import { truePeakMeter } from '../../sound/true-peak.ts'
import { fileChunks } from '../sound/file-chunks.ts'
import { SAMPLE_RATE } from '../sound/master.ts'
import type { Stage } from '../stage.ts'

/** What an encoded file turned out to be, once it was decoded again. */
export type Measured = {
  /** Per channel, at 48 kHz. */
  readonly samples: number
  /** The language that it says it is in; null where it says none. */
  readonly language: string | null
  /** Null for silence. */
  readonly integrated_lufs: number | null
  readonly true_peak_dbtp: number | null
}

/** A delivered audio file, measured as whoever takes it will find it: behind its encoder. */
export const preflight: Stage<{ readonly audio: BlobRef }, Measured> = {
  name: 'preflight',
  version: 1,
  async run({ audio }, { blobs, media, scratch, signal }) {
    const path = await blobs.path(audio)
    const probe = await media.probe(path, { signal })
    const raw = scratch.path('preflight.pcm')
    try {
      await media.decode({ path, probe }, { path: raw }, { signal })
      return { language: probe.audio.language ?? null, ...(await measure(raw, signal)) }
    } finally {
      await rm(raw, { force: true })
    }
  },
}

async function measure(raw: string, signal: AbortSignal): Promise<Omit<Measured, 'language'>> {
  const loudness = loudnessMeter(2, SAMPLE_RATE)
  const peak = truePeakMeter(2)
  let samples = 0
  for await (const block of fromPcm16(fileChunks(raw))) {
    signal.throwIfAborted()
    loudness.push(block)
    peak.push(block)
    samples += block.length / 2
  }
  return {
    samples,
    integrated_lufs: roundedDecibels(loudness.integrated()),
    true_peak_dbtp: roundedDecibels(peak.peak()),
  }
}
