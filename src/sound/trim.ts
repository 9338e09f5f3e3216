import { amplitudeOf } from './decibel.ts'

/**
 * How far below the clip's loudest window a window counts as silence (dB). Of the consonants, "th" and "f" are the
 * weakest: some 30 dB below a stressed vowel on average (Fletcher, "Speech and Hearing in Communication", 1953, table of
 * phonetic powers: 680 to 1), and their onset is weaker still. Synthesizers' own noise lies 60 dB down and more.
 */
const BELOW_LOUDEST = -50
/** What nobody hears, even in a clip that is soft throughout (dB to full scale). */
const INAUDIBLE = -75
/** Shorter than a plosive's burst, and long enough for half a period of a deep voice (s). */
const WINDOW = 0.005
/** Left standing at both ends: consonants swell and fade, and what lies below the threshold there is still heard (s). */
const MARGIN = 0.01

/**
 * The part of a clip between its first and its last sound: a view into `samples`, of length 0 where all is silence.
 * Pauses inside are kept, and so is a final plosive after its closure, since only the ends are looked at.
 */
export function trimSilence(samples: Float32Array, sampleRate: number): Float32Array {
  const window = Math.max(1, Math.round(WINDOW * sampleRate))
  const powers = windowPowers(samples, window)
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0)
  const threshold = Math.max(loudest * amplitudeOf(BELOW_LOUDEST) ** 2, amplitudeOf(INAUDIBLE) ** 2)
  const first = powers.findIndex((power) => power >= threshold)
  if (first < 0) return samples.subarray(0, 0)
  const last = powers.findLastIndex((power) => power >= threshold)
  const margin = Math.round(MARGIN * sampleRate)
  return samples.subarray(Math.max(0, first * window - margin), Math.min(samples.length, (last + 1) * window + margin))
}

/** Mean square of each window; the last may be shorter. */
function windowPowers(samples: Float32Array, window: number): Float64Array {
  const powers = new Float64Array(Math.ceil(samples.length / window))
  for (let index = 0; index < powers.length; index++) {
    const end = Math.min(samples.length, (index + 1) * window)
    let sum = 0
    for (let at = index * window; at < end; at++) sum += samples[at]! * samples[at]!
    powers[index] = sum / (end - index * window)
  }
  return powers
}
