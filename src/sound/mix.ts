import { duckingGain } from './duck.ts'
import { addClip, checkClips, type MixClip } from './mix-clip.ts'

/** Frames of every block but the last: a third of a second, small enough to be nothing in memory. */
export const MIX_BLOCK = 16_384

export type MixOptions = {
  /** Frames in all. */
  readonly length: number
  /** In order of `at`. */
  readonly clips: readonly MixClip[]
  /** Interleaved stereo in chunks of any size. */
  readonly background: AsyncIterable<Float32Array> | undefined
  /** In Hz, of everything here. */
  readonly sampleRate: number
}

/** One block of a mix; its samples are written over when the next one is asked for. */
export type MixBlock = {
  /** Mono. */
  readonly voice: Float32Array
  /** Interleaved stereo, already lowered under the voice. */
  readonly background: Float32Array | undefined
}

/**
 * Lays clips and a background along a track of exactly `length` frames, block by block; clips that overlap add up. A clip's
 * samples are asked for when their block comes and dropped after their last one, so memory does not grow with the length.
 * A background too short is followed by silence; of one too long the rest is left and its source closed.
 */
export async function* mix({
  length,
  clips,
  background,
  sampleRate,
}: MixOptions): AsyncGenerator<MixBlock, void, undefined> {
  checkClips(clips, length)
  const spans = clips.map((clip) => ({ start: clip.at, end: clip.at + clip.length }))
  const lower = duckingGain(spans, sampleRate)
  const gains = new Float32Array(MIX_BLOCK)
  const sum = new Float32Array(MIX_BLOCK)
  const source = background === undefined ? undefined : chunkReader(background)
  let sounding: { readonly clip: MixClip; readonly samples: Float32Array }[] = []
  let next = 0
  try {
    for (let at = 0; at < length; at += MIX_BLOCK) {
      const voice = sum.subarray(0, Math.min(MIX_BLOCK, length - at)).fill(0)
      for (; next < clips.length && clips[next]!.at < at + voice.length; next++) {
        const clip = clips[next]!
        sounding.push({ clip, samples: await samplesOf(clip) })
      }
      for (const { clip, samples } of sounding) addClip(voice, samples, clip.at - at, sampleRate)
      sounding = sounding.filter(({ clip }) => clip.at + clip.length > at + voice.length)
      const beneath = source === undefined ? undefined : await source.read(voice.length * 2)
      if (beneath !== undefined) {
        lower(at, gains.subarray(0, voice.length))
        applyGains(beneath, gains)
      }
      yield { voice, background: beneath }
    }
  } finally {
    await source?.close()
  }
}

function applyGains(stereo: Float32Array, gains: Float32Array): void {
  for (let index = 0; index < stereo.length; index++) stereo[index]! *= gains[index >> 1]!
}

async function samplesOf(clip: MixClip): Promise<Float32Array> {
  const samples = await clip.samples()
  if (samples.length === clip.length) return samples
  throw new RangeError(`The clip at ${clip.at} has ${samples.length} samples instead of ${clip.length}`)
}

/** Reads stereo from chunks of any size, as many samples as asked for, with zeros after their end. */
function chunkReader(chunks: AsyncIterable<Float32Array>) {
  const iterator = chunks[Symbol.asyncIterator]()
  const block = new Float32Array(MIX_BLOCK * 2)
  let rest = new Float32Array(0)
  let ended = false
  return {
    async read(count: number): Promise<Float32Array> {
      const samples = block.subarray(0, count).fill(0)
      for (let filled = 0; filled < count; ) {
        if (rest.length === 0) {
          const result = await iterator.next()
          ended = result.done === true
          if (ended) break
          rest = result.value
        }
        const part = rest.subarray(0, count - filled)
        samples.set(part, filled)
        filled += part.length
        rest = rest.subarray(part.length)
      }
      return samples
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
export function fullMix(block: MixBlock, room: Float32Array): Float32Array {
  const stereo = voiceOnly(block, room)
  if (block.background === undefined) return stereo
  for (let index = 0; index < stereo.length; index++) stereo[index]! += block.background[index]!
  return stereo
}

/** The voice alone as interleaved stereo, at the level that it has in the full mix. Written into `room`, two samples a frame. */
export function voiceOnly({ voice }: MixBlock, room: Float32Array): Float32Array {
  const stereo = room.subarray(0, voice.length * 2)
  for (let frame = 0; frame < voice.length; frame++) {
    stereo[2 * frame] = voice[frame]!
    stereo[2 * frame + 1] = voice[frame]!
  }
  return stereo
}
