/** One clip's place on the track, in samples, and how to get its sound. */
export type MixClip = {
  readonly at: number
  readonly length: number
  /** Mono, `length` samples. Asked once in each mix, when the playhead gets there. */
  readonly samples: () => Promise<Float32Array>
}

/** A cut through a waveform clicks; over 5 ms it no longer does, and consonants are still whole. */
const FADE = 0.005

/** Adds to a block the part of a clip that falls into it, faded in and out. `at` is the clip's start in the block, or before. */
export function addClip(block: Float32Array, samples: Float32Array, at: number, sampleRate: number): void {
  const fade = Math.min(Math.round(FADE * sampleRate), samples.length >> 1)
  const from = Math.max(0, -at)
  const to = Math.min(samples.length, block.length - at)
  const fadeOut = samples.length - fade
  for (let index = from; index < Math.min(fade, to); index++)
    block[at + index]! += samples[index]! * raised(index, fade)
  for (let index = Math.max(from, fade); index < Math.min(fadeOut, to); index++) block[at + index]! += samples[index]!
  for (let index = Math.max(from, fadeOut); index < to; index++) {
    block[at + index]! += samples[index]! * raised(samples.length - 1 - index, fade)
  }
}

/** The rising half of a raised cosine. */
function raised(index: number, length: number): number {
  return 0.5 - 0.5 * Math.cos((Math.PI * (index + 0.5)) / length)
}

/** Clips in wrong order or beyond the track are a mistake of whoever placed them, and would lose speech. */
export function checkClips(clips: readonly MixClip[], length: number): void {
  let before = 0
  for (const { at, length: samples } of clips) {
    if (!Number.isInteger(at) || !Number.isInteger(samples) || samples < 0) {
      throw new RangeError(`A clip's place is in whole samples, not ${at} and ${samples}`)
    }
    if (at < before) throw new RangeError(`The clip at ${at} comes after the one at ${before}, or before the track`)
    if (at + samples > length)
      throw new RangeError(`The clip at ${at} ends ${at + samples - length} samples behind the track`)
    before = at
  }
}
