import type { BlobRef } from '../dub/blob.ts'
import type { BlobStore } from '../ports/stores.ts'
import { free } from '../sound/free.ts'
import type { MixClip } from '../sound/mix-clip.ts'
import { stretch } from '../sound/stretch.ts'
import { readWav } from '../sound/wav.ts'

/** A clip in its place: `at` and `length` in samples at 48 kHz; it plays `length` samples long, whatever it was spoken in. */
export type Placed = { readonly audio: BlobRef; readonly at: number; readonly length: number }

/** Samples by which a length may miss the spoken one before it is stretched: rounding, of which nobody hears anything. */
const ROUNDING = 2

/** The clip as the mixer takes it: read and stretched when its turn comes. */
export function placedClip({ audio, at, length }: Placed, blobs: BlobStore): MixClip {
  return {
    at,
    length,
    async samples() {
      const { samples: natural, sampleRate } = readWav(await blobs.get(audio))
      const fits = Math.abs(natural.length - length) <= ROUNDING
      const played = fits ? natural : stretch(natural, sampleRate, natural.length / length)
      if (played !== natural) free(natural)
      return toLength(played, length)
    },
  }
}

function toLength(samples: Float32Array, length: number): Float32Array {
  if (samples.length === length) return samples
  const exact = new Float32Array(length)
  exact.set(samples.subarray(0, length))
  return exact
}
