import { amplitudeOf } from './decibel.ts'
import { type Bounds, limiterStage } from './limiter-stage.ts'
import { PEAK_GRAIN } from './oversample.ts'
import { truePeakMeter } from './true-peak.ts'

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
  /** The highest true peak of what came out so far, as `truePeakMeter` measures it (dBTP); −Infinity for silence. */
  peak(): number
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
  const frames = (seconds: number) => Math.max(8, Math.round(seconds * sampleRate))
  const first = limiterStage({ channels, limit, attack: frames(ATTACK), release: frames(LIMITER_RELEASE) })
  const second = limiterStage({ channels, limit, attack: frames(SECOND_ATTACK), release: frames(SECOND_RELEASE) })
  const meter = truePeakMeter(channels)
  const width = PEAK_GRAIN * channels
  const grains = inGrains(width)
  const delay = (first.delay + second.delay) * channels
  let early = delay // Samples of silence that come out of the stages before the first of the input.
  let missing = 0 // Samples of the input that have not come out yet.
  const makeUp = amplitudeOf(gain)
  function run(interleaved: Float32Array): Float32Array {
    const samples = grains(interleaved)
    const bounds = raise(samples, makeUp, width)
    first.limit(samples, bounds)
    second.limit(samples, bounds)
    const from = Math.min(early, samples.length)
    const output = samples.subarray(from, from + missing)
    early -= from
    missing -= output.length
    meter.push(output, bounds.peaks.subarray(from / width))
    return output
  }
  return {
    push(interleaved) {
      missing += interleaved.length
      return run(interleaved)
    },
    flush: () => run(new Float32Array(delay + width - channels)),
    peak: () => meter.peak(),
  }
}

/** Gives samples on in whole grains and in memory of their own; what is left comes with the next. */
function inGrains(width: number): (interleaved: Float32Array) => Float32Array {
  let rest = new Float32Array(0)
  return (interleaved) => {
    const all = rest.length + interleaved.length
    const whole = all - (all % width)
    const output = new Float32Array(all)
    output.set(rest)
    output.set(interleaved, rest.length)
    rest = output.slice(whole)
    return output.subarray(0, whole)
  }
}

/** Makes samples louder, in place, and says what is known of them then: their magnitudes, and of their peaks nothing. */
function raise(samples: Float32Array, factor: number, width: number): Bounds {
  const loudest = new Float64Array(samples.length / width)
  for (let grain = 0, index = 0; grain < loudest.length; grain++) {
    let most = 0
    for (const end = index + width; index < end; index++) {
      const sample = samples[index]! * factor
      const magnitude = Math.abs(sample)
      if (magnitude > most) most = magnitude
      samples[index] = sample
    }
    loudest[grain] = most * ROUNDED
  }
  return { samples: loudest, peaks: new Float64Array(loudest.length).fill(Infinity) }
}

/** Kept as 32-bit floats, samples may be larger by half a unit in their last place. */
const ROUNDED = 1 + 2 ** -24
