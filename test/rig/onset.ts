const RATE = 48_000

/** Louder than what an encoder smears ahead of a sound, softer than a consonant. */
const QUIET = 0.004

/** Where (samples, at 48 kHz) the first sound lies from 100 ms before a place on; Infinity where there is none. */
export function onset(track: Float32Array, near: number): number {
  const from = Math.max(0, near - 0.1 * RATE)
  const found = track.subarray(from).findIndex((sample) => Math.abs(sample) > QUIET)
  return found < 0 ? Infinity : from + found
}
