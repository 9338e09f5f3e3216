import { duckingGain } from './duck.ts'
import { addClip, checkClips, type MixClip } from './mix-clip.ts'
import { PCM16_SCALE } from './pcm.ts'

/** Frames of every block but the last: a third of a second, small enough to be nothing in memory. */
export const MIX_BLOCK = 16_384

/** Sound that lies beneath the voice. */
export type Layer = {
  /** Interleaved stereo in chunks of any size: in −1 … 1, or as 16-bit integers, which saves another walk along them. */
  readonly samples: AsyncIterable<Float32Array | Int16Array>
  /** The factor that it is laid with where nobody speaks; under speech it is lowered from there. */
  readonly gain: number
}

export type MixOptions = {
  /** Frames in all. */
  readonly length: number
  /** In order of `at`. */
  readonly clips: readonly MixClip[]
  /** The clips as they were laid before; where it is left out, they are laid now. */
  readonly voice?: Voice
  readonly beneath: readonly Layer[]
  /** In Hz, of everything here. */
  readonly sampleRate: number
}

/**
 * The voice of one block after another: so many frames from a position on, no more than `MIX_BLOCK`. What it gives is written
 * over when it is asked again.
 */
export type Voice = (at: number, frames: number) => Promise<Float32Array>

/** One block of a mix; its samples are written over when the next one is asked for. */
export type MixBlock = {
  /** Mono. */
  readonly voice: Float32Array
  /** All layers as interleaved stereo, already lowered under the voice; undefined where there are none. */
  readonly background: Float32Array | undefined
}

/**
 * Lays clips and layers along a track of exactly `length` frames, block by block; what overlaps adds up. A clip's samples are
 * asked for when their block comes and dropped after their last one, so memory does not grow with the length. A layer too
 * short is followed by silence; of one too long the rest is left and its source closed.
 */
export async function* mix({
  length,
  clips,
  beneath,
  sampleRate,
  voice = layClips(clips, sampleRate),
}: MixOptions): AsyncGenerator<MixBlock, void, undefined> {
  checkClips(clips, length)
  const background = layLayers(beneath, clips, sampleRate)
  try {
    for (let at = 0; at < length; at += MIX_BLOCK) {
      const frames = Math.min(MIX_BLOCK, length - at)
      yield { voice: await voice(at, frames), background: await background?.read(at, frames) }
    }
  } finally {
    await background?.close()
  }
}

/** The clips of one block after another, summed. */
export function layClips(clips: readonly MixClip[], sampleRate: number): Voice {
  const sum = new Float32Array(MIX_BLOCK)
  let sounding: { readonly clip: MixClip; readonly samples: Float32Array }[] = []
  let next = 0
  return async (at, frames) => {
    const voice = sum.subarray(0, frames).fill(0)
    for (; next < clips.length && clips[next]!.at < at + frames; next++) {
      const clip = clips[next]!
      sounding.push({ clip, samples: await samplesOf(clip) })
    }
    for (const { clip, samples } of sounding) addClip(voice, samples, clip.at - at, sampleRate)
    sounding = sounding.filter(({ clip }) => clip.at + clip.length > at + frames)
    return voice
  }
}

/** The layers of one block after another, summed, and lowered under the clips. */
function layLayers(beneath: readonly Layer[], clips: readonly MixClip[], sampleRate: number) {
  if (beneath.length === 0) return undefined
  const layers = beneath.map(({ samples, gain }) => ({ source: chunkReader(samples), gain }))
  const lower = duckingGain(
    clips.map((clip) => ({ start: clip.at, end: clip.at + clip.length })),
    sampleRate,
  )
  const gains = new Float32Array(MIX_BLOCK)
  const sum = new Float32Array(MIX_BLOCK * 2)
  return {
    async read(at: number, frames: number): Promise<Float32Array> {
      const stereo = sum.subarray(0, frames * 2).fill(0)
      const gain = gains.subarray(0, frames)
      lower(at, gain)
      for (const layer of layers) await layer.source.addTo(stereo, gain, layer.gain)
      return stereo
    },
    async close(): Promise<void> {
      for (const { source } of layers) await source.close()
    },
  }
}

async function samplesOf(clip: MixClip): Promise<Float32Array> {
  const samples = await clip.samples()
  if (samples.length === clip.length) return samples
  throw new RangeError(`The clip at ${clip.at} has ${samples.length} samples instead of ${clip.length}`)
}

/** Adds stereo from chunks of any size to one block after another; after their end, nothing. */
function chunkReader(chunks: Layer['samples']) {
  const iterator = chunks[Symbol.asyncIterator]()
  let rest: Float32Array | Int16Array = new Float32Array(0)
  let ended = false
  return {
    /** Fills the block up: `gains` has one for each frame, `factor` comes on top. */
    async addTo(stereo: Float32Array, gains: Float32Array, factor: number): Promise<void> {
      for (let filled = 0; filled < stereo.length; ) {
        if (rest.length === 0) {
          const result = await iterator.next()
          ended = result.done === true
          if (ended) return
          rest = result.value
        }
        const count = Math.min(rest.length, stereo.length - filled)
        const scale = rest instanceof Int16Array ? factor * PCM16_SCALE : factor
        for (let from = 0, index = filled; from < count; from++, index++) {
          stereo[index]! += rest[from]! * gains[index >> 1]! * scale
        }
        filled += count
        rest = rest.subarray(count)
      }
    },
    async close(): Promise<void> {
      if (!ended) await iterator.return?.()
    },
  }
}

/**
 * Voice and background as interleaved stereo. The voice goes to both channels at its own level: it stands in the middle as
 * a voice in a film does, and folding down to mono gives back the clip. (A pan law of −3 dB would keep its power in a room
 * instead, but a background's own centre was made without one, and the loudness of the whole is set afterwards.)
 * Written into `room`, two samples a frame.
 */
export function fullMix({ voice, background }: MixBlock, room: Float32Array): Float32Array {
  if (background === undefined) return onBoth(voice, room)
  const stereo = room.subarray(0, background.length)
  for (let frame = 0; frame < voice.length; frame++) {
    stereo[2 * frame] = voice[frame]! + background[2 * frame]!
    stereo[2 * frame + 1] = voice[frame]! + background[2 * frame + 1]!
  }
  return stereo
}

/** Mono as interleaved stereo, the same on both channels. Written into `room`, two samples a frame. */
export function onBoth(mono: Float32Array, room: Float32Array): Float32Array {
  const stereo = room.subarray(0, mono.length * 2)
  for (let frame = 0; frame < mono.length; frame++) {
    stereo[2 * frame] = mono[frame]!
    stereo[2 * frame + 1] = mono[frame]!
  }
  return stereo
}
