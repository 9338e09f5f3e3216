import { amplitudeOf } from './decibel.ts'
import { limiterStage } from './limiter-stage.ts'

export type LimiterOptions = {
  readonly channels: number
  /** Hz. */
  readonly sampleRate: number
  /** No true peak of the output is higher (dBTP). */
  readonly ceiling: number
  /** Make-up gain that comes first (dB). */
  readonly gain: number
}

export type Limiter = {
  /** Takes whole frames, interleaved, and gives those that are ready: the first few milliseconds come later. */
  push(interleaved: Float32Array): Float32Array
  /** The frames that are still missing; nothing may be pushed afterwards. */
  flush(): Float32Array
}

/** The gain comes down over this time (s): faster is heard as a crack, slower makes a breath louder than it was meant. */
const ATTACK = 0.005
/** It comes back with this time constant (s): under 50 ms it follows the waves of a deep voice and distorts them. */
export const LIMITER_RELEASE = 0.1
/** The second stage's times (s): it has but tenths of a dB to do. */
const SECOND_ATTACK = 0.002
const SECOND_RELEASE = 0.02

/**
 * Makes sound louder and holds its true peaks (ITU-R BS.1770-4, annex 2) under a ceiling, one gain for all channels, so
 * that the stereo image stays. As many frames come out as go in, in the same places.
 *
 * Interpolated peaks are measured before the gain moves, and a moving gain changes a little what lies between samples.
 * Where it moves fast that can be some tenths of a dB too much, so a second, quicker stage looks at what the first made.
 */
export function limiter({ channels, sampleRate, ceiling, gain }: LimiterOptions): Limiter {
  const limit = amplitudeOf(ceiling)
  const makeUp = amplitudeOf(gain)
  const frames = (seconds: number) => Math.max(8, Math.round(seconds * sampleRate))
  const first = limiterStage({ channels, limit, attack: frames(ATTACK), release: frames(LIMITER_RELEASE) })
  const second = limiterStage({ channels, limit, attack: frames(SECOND_ATTACK), release: frames(SECOND_RELEASE) })
  const delay = (first.delay + second.delay) * channels
  let missing = delay // Samples of silence that come out of the stages before the first of the input.
  function run(samples: Float32Array): Float32Array {
    first.limit(samples)
    second.limit(samples)
    const early = Math.min(missing, samples.length)
    missing -= early
    return samples.subarray(early)
  }
  return {
    push: (interleaved) => run(louder(interleaved, makeUp)),
    flush: () => run(new Float32Array(delay)),
  }
}

function louder(samples: Float32Array, factor: number): Float32Array {
  const output = new Float32Array(samples.length)
  for (let index = 0; index < samples.length; index++) output[index] = samples[index]! * factor
  return output
}
