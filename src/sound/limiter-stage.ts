import { gainEnvelope } from './gain-envelope.ts'
import { PEAK_BOUND, PEAK_TAPS, raisePeak, samplePeak } from './oversample.ts'

export type LimiterStage = {
  /** Frames by which the output comes later than the input. */
  readonly delay: number
  /** Replaces interleaved samples by the limited ones of `delay` frames earlier; silence comes first. */
  limit(samples: Float32Array): void
}

type StageOptions = {
  readonly channels: number
  /** The highest magnitude allowed, interpolated ones included. */
  readonly limit: number
  /** In frames, as in `gainEnvelope`. */
  readonly attack: number
  readonly release: number
}

/** Frames taken at once: after a peak the slow path is taken to the end of its block. */
const BLOCK = 1024
/** Frames judged at once by whether they can hold a peak at all: longer than the filter, so that two cover it. */
const STRETCH = 16

/** One pass of true-peak limiting. Where no peak comes near the limit and the gain is at rest, it only delays. */
export function limiterStage({ channels, limit, attack, release }: StageOptions): LimiterStage {
  const envelope = gainEnvelope({ attack, release, hold: PEAK_TAPS })
  const before = envelope.delay * channels
  const held = new Float32Array(before + BLOCK * channels)
  const gains = new Float64Array(BLOCK)
  function limitBlock(block: Float32Array): void {
    held.set(block, before)
    const allowed = gains.subarray(0, block.length / channels)
    const clear = allowances(held.subarray(0, before + block.length), { before, channels, limit, allowed })
    if (clear && envelope.resting()) {
      block.set(held.subarray(0, block.length))
    } else {
      envelope.ride(allowed)
      apply(allowed, held, block, channels)
    }
    held.copyWithin(0, block.length, block.length + before)
  }
  return {
    delay: envelope.delay,
    limit(samples) {
      for (let at = 0; at < samples.length; at += BLOCK * channels)
        limitBlock(samples.subarray(at, at + BLOCK * channels))
    },
  }
}

type Judged = {
  /** Where the new samples begin. */
  readonly before: number
  readonly channels: number
  readonly limit: number
  readonly allowed: Float64Array
}

/**
 * Writes for each new frame the gain at which the peaks of the twelve frames up to it keep to the limit, at most 1, and
 * says whether that is 1 throughout.
 */
function allowances(samples: Float32Array, { before, channels, limit, allowed }: Judged): boolean {
  const peak = new Float64Array(1)
  let clear = true
  let past = samplePeak(samples, before - STRETCH * channels, before)
  allowed.fill(1)
  for (let from = before; from < samples.length; from += STRETCH * channels) {
    const to = Math.min(samples.length, from + STRETCH * channels)
    const loudest = samplePeak(samples, from, to)
    if (Math.max(past, loudest) * PEAK_BOUND > limit) {
      for (let newest = from, frame = (from - before) / channels; newest < to; newest += channels, frame++) {
        peak[0] = samplePeak(samples, newest, newest + channels)
        for (let index = newest; index < newest + channels; index++) raisePeak(peak, samples, index, channels)
        if (peak[0] > limit) {
          allowed[frame] = limit / peak[0]
          clear = false
        }
      }
    }
    past = loudest
  }
  return clear
}

function apply(gains: Float64Array, held: Float32Array, block: Float32Array, channels: number): void {
  for (let frame = 0, index = 0; frame < gains.length; frame++) {
    const gain = gains[frame]!
    for (const end = index + channels; index < end; index++) block[index] = held[index]! * gain
  }
}
