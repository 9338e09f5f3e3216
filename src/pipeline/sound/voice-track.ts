import { type FileHandle, open, rm } from 'node:fs/promises'
import type { BlobRef } from '../../dub/blob.ts'
import { Failure } from '../../failure.ts'
import type { BlobStore } from '../../ports/stores.ts'
import { free } from '../../sound/free.ts'
import { layClips, MIX_BLOCK, type Voice } from '../../sound/mix.ts'
import type { MixClip } from '../../sound/mix-clip.ts'
import { stretch } from '../../sound/stretch.ts'
import { readWav } from '../../sound/wav.ts'
import { SAMPLE_RATE } from './master.ts'

/** A clip in its place: `at` and `length` in samples at 48 kHz; it plays `length` samples long, whatever it was spoken in. */
export type Placed = { readonly audio: BlobRef; readonly at: number; readonly length: number }

/** Samples by which a length may miss the spoken one before it is stretched: rounding, of which nobody hears anything. */
const ROUNDING = 2

/** Samples that are laid, written and read at once: each reading costs a good deal of its own. */
const AT_ONCE = 8 * MIX_BLOCK

export type VoiceTrack = AsyncDisposable & {
  /** In order, for whoever needs to know when somebody speaks. */
  readonly clips: readonly MixClip[]
  /** The voice for one mix, which may be made beside others. */
  readonly voice: () => Voice
}

/**
 * The voice of a dub. Clips are read, stretched and laid when their turn comes for the first time; the track that they make
 * is kept in a file at `path` for every other mix, as 32-bit floats: 700 MB for an hour. Stretching takes thirty times as
 * long as reading.
 */
export async function voiceTrack(placed: readonly Placed[], path: string, blobs: BlobStore): Promise<VoiceTrack> {
  const clips = placed.map((clip) => ({ at: clip.at, length: clip.length, samples: () => played(clip, blobs) }))
  const lay = layClips(clips, SAMPLE_RATE)
  const file = await open(path, 'w+', 0o600)
  const laid = new Float32Array(AT_ONCE)
  let kept = 0
  let laying = Promise.resolve()
  async function layUpTo(end: number): Promise<void> {
    while (kept < end) {
      for (let at = 0; at < AT_ONCE; at += MIX_BLOCK) laid.set(await lay(kept + at, MIX_BLOCK), at)
      await writeAll(file, bytesOf(laid), kept * BYTES)
      kept += AT_ONCE
    }
  }
  return {
    clips,
    voice() {
      const room = new Float32Array(AT_ONCE)
      let from = -AT_ONCE // Where in the track the room's samples are from.
      return async (at, frames) => {
        if (at < from || at + frames > from + AT_ONCE) {
          // One after another: which mix is ahead of the others does not matter.
          laying = laying.then(() => layUpTo(at + AT_ONCE))
          await laying
          await readAll(file, bytesOf(room), at * BYTES)
          from = at
        }
        return room.subarray(at - from, at - from + frames)
      }
    },
    async [Symbol.asyncDispose]() {
      await laying.catch(() => undefined) // Whoever waits for it is told.
      await file.close()
      await rm(path, { force: true })
    },
  }
}

const BYTES = Float32Array.BYTES_PER_ELEMENT

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
