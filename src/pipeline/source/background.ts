import { type BlobRef, blobOf } from '../../dub/blob.ts'
import type { DubRequest, Track } from '../../dub/request.ts'
import { DUCKING_DEPTH } from '../../sound/duck.ts'
import type { Run } from '../run.ts'
import { decode } from '../stages/decode.ts'
import { gauge } from '../stages/gauge.ts'
import { probe } from '../stages/probe.ts'
import type { Beneath } from '../stages/render.ts'
import { type Source, secondsOf } from './hear.ts'

/** Bytes of a second of raw 16-bit stereo at 48 kHz. */
const BYTES_PER_SECOND = 48_000 * 4
/** A difference in length that is said, in seconds. */
const NOTABLE = 0.5

/** What lies beneath the voice of every language. */
export type Layers = {
  readonly beneath: readonly Beneath[]
  /** Of the background, in seconds; null where there is none. */
  readonly backgroundDuration: number | null
  readonly warnings: readonly string[]
}

export const NOTHING_BENEATH: Layers = { beneath: [], backgroundDuration: null, warnings: [] }

/**
 * The background as samples, where there is one, and the source itself, where it is to be heard under the dub. A background
 * of another length than the source is cut or followed by silence, and said; one of another rate is resampled.
 */
export async function layersOf(
  { background, source: original, keepOriginal }: Pick<DubRequest, 'background' | 'source' | 'keepOriginal'>,
  source: Source,
  run: Run,
): Promise<Layers> {
  const music = background && (await samplesOf(background, run))
  const backgroundDuration = music && music.size / BYTES_PER_SECOND
  return {
    beneath: [
      ...(music ? [{ samples: music, gain: 0, loudness: null }] : []),
      ...(keepOriginal === null ? [] : await originalAt(keepOriginal, original, run)),
    ],
    backgroundDuration,
    warnings:
      background && backgroundDuration !== null ? misfit(background.name, backgroundDuration, secondsOf(source)) : [],
  }
}

/** The source, at so many dB to the dub's voice while that speaks, and as ducking leaves it between; nothing, where it is silent. */
async function originalAt(level: number, original: Track, run: Run): Promise<Beneath[]> {
  const samples = await samplesOf(original, run)
  const loudness = await run.step(gauge, { samples })
  return loudness === null ? [] : [{ samples, gain: level + DUCKING_DEPTH, loudness }]
}

async function samplesOf(given: Track, run: Run): Promise<BlobRef> {
  const track = blobOf(given)
  const probed = await run.step(probe, { track })
  return run.step(decode, { track, probe: probed })
}

function misfit(name: string, duration: number, length: number): string[] {
  const excess = duration - length
  if (Math.abs(excess) <= NOTABLE) return []
  const what = excess > 0 ? 'its end is left out' : 'it ends before the recording does'
  const lengths = `lasts ${duration.toFixed(1)} s, the recording ${length.toFixed(1)} s`
  return [`The background ${JSON.stringify(name)} ${lengths}: ${what}.`]
}
