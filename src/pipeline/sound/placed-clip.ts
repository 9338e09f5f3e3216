import { type FileHandle, open, rm } from 'node:fs/promises'
import type { BlobRef } from '../../dub/blob.ts'
import { Failure } from '../../failure.ts'
import type { BlobStore } from '../../ports/stores.ts'
import { free } from '../../sound/free.ts'
import type { MixClip } from '../../sound/mix-clip.ts'
import { stretch } from '../../sound/stretch.ts'
import { readWav } from '../../sound/wav.ts'

/** A clip in its place: `at` and `length` in samples at 48 kHz; it plays `length` samples long, whatever it was spoken in. */
export type Placed = { readonly audio: BlobRef; readonly at: number; readonly length: number }

/** Samples by which a length may miss the spoken one before it is stretched: rounding, of which nobody hears anything. */
const ROUNDING = 2

export type PlacedClips = AsyncDisposable & {
  /** As the mixer takes them, one after another, for any number of mixes, one after another. */
  readonly clips: readonly MixClip[]
}

/**
 * Clips that are read and stretched when their turn comes for the first time, and kept as they play in a file at `path` for
 * the next: 32-bit floats, 700 MB for an hour of speech. Stretching takes thirty times as long as reading.
 */
export async function placedClips(placed: readonly Placed[], path: string, blobs: BlobStore): Promise<PlacedClips> {
  const file = await open(path, 'w+', 0o600)
  const kept = new Map<Placed, number>()
  let end = 0
  async function samplesOf(clip: Placed): Promise<Float32Array> {
    const position = kept.get(clip)
    if (position !== undefined) {
      const samples = new Float32Array(clip.length)
      await readAll(file, bytesOf(samples), position)
      return samples
    }
    const samples = await played(clip, blobs)
    await writeAll(file, bytesOf(samples), end)
    kept.set(clip, end)
    end += samples.byteLength
    return samples
  }
  return {
    clips: placed.map((clip) => ({ at: clip.at, length: clip.length, samples: () => samplesOf(clip) })),
    async [Symbol.asyncDispose]() {
      await file.close()
      await rm(path, { force: true })
    },
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** A disk that fills up may take only some of it at first; the rest then fails, and no silence is left in its place. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, { offset: done, position: position + done })
    done += bytesWritten
  }
}

async function readAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, { offset: done, position: position + done })
    if (bytesRead === 0) throw new Failure('internal', 'A scratch file is shorter than what was written to it.')
    done += bytesRead
  }
}

async function played({ audio, length }: Placed, blobs: BlobStore): Promise<Float32Array> {
  const { samples: natural, sampleRate } = readWav(await blobs.get(audio))
  const fits = Math.abs(natural.length - length) <= ROUNDING
  const stretched = fits ? natural : stretch(natural, sampleRate, natural.length / length)
  if (stretched !== natural) free(natural)
  return toLength(stretched, length)
}

function toLength(samples: Float32Array, length: number): Float32Array {
  if (samples.length === length) return samples
  const exact = new Float32Array(length)
  exact.set(samples.subarray(0, length))
  return exact
}
