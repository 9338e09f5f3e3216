import { trimSilence } from './trim.ts'

/** Between clauses of one sentence, about what a speaker pauses there (s). */
const PAUSE = 0.12

/**
 * Joins clips of one line that was spoken in parts, in order, each trimmed, with a short pause between (s). Parts that are
 * silent throughout, and clips of none, give nothing.
 */
export function joinClips(clips: readonly Float32Array[], sampleRate: number, pause = PAUSE): Float32Array {
  const trimmed = clips.map((clip) => trimSilence(clip, sampleRate)).filter(({ length }) => length > 0)
  const gap = Math.round(pause * sampleRate)
  const total = trimmed.reduce((sum, { length }) => sum + length, 0) + gap * Math.max(0, trimmed.length - 1)
  const joined = new Float32Array(total)
  let at = 0
  for (const clip of trimmed) {
    joined.set(clip, at)
    at += clip.length + gap
  }
  return joined
}
