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
  /**
   * Takes whole frames, interleaved, and gives those that are ready: the first few milliseconds come later. They are written
   * over at the next call.
   */
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
  const boundsOf = roomForBounds()
  const delay = (first.delay + second.delay) * channels
  let early = delay // Samples of silence that come out of the stages before the first of the input.
  let missing = 0 // Samples of the input that have not come out yet.
  const makeUp = amplitudeOf(gain)
  function run(interleaved: Float32Array): Float32Array {
    const samples = grains(interleaved)
    const bounds = boundsOf(samples.length / width)
    raise(samples, makeUp, width, bounds)
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

/** Gives samples on in whole grains, in memory that the next ones are written to; what is left comes with those. */
function inGrains(width: number): (interleaved: Float32Array) => Float32Array {
  const rest = new Float32Array(width)
  let left = 0
  let room = new Float32Array(0)
  return (interleaved) => {
    const all = left + interleaved.length
    if (room.length < all) room = new Float32Array(all)
    room.set(rest.subarray(0, left))
    room.set(interleaved, left)
    left = all % width
    rest.set(room.subarray(all - left, all))
    return room.subarray(0, all - left)
  }
}

/** Bounds of so many grains, in memory that the next ones are written to; of their peaks nothing is known. */
function roomForBounds(): (grains: number) => Bounds {
  let room = { samples: new Float64Array(0), peaks: new Float64Array(0) }
  return (grains) => {
    if (room.samples.length < grains) room = { samples: new Float64Array(grains), peaks: new Float64Array(grains) }
    return { samples: room.samples.subarray(0, grains), peaks: room.peaks.subarray(0, grains).fill(Infinity) }
  }
}

/** Makes samples louder, in place, and writes down how large they are then. */
function raise(samples: Float32Array, factor: number, width: number, { samples: loudest }: Bounds): void {
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
}

/** Kept as 32-bit floats, samples may be larger by half a unit in their last place. */
const ROUNDED = 1 + 2 ** -24
