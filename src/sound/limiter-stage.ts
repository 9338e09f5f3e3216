import { gainEnvelope } from './gain-envelope.ts'
import { PEAK_BOUND, PEAK_GRAIN, PEAK_TAPS, raisePeak, samplePeak } from './oversample.ts'

/**
 * What is known of each grain (16 frames) of some samples, so that no peak is interpolated twice: no sample in it is larger
 * than `samples`, and no true peak higher than `peaks` whose newest sample lies in it; Infinity where that is not known.
 */
export type Bounds = { readonly samples: Float64Array; readonly peaks: Float64Array }

export type LimiterStage = {
  /** Frames by which the output comes later than the input: whole grains. */
  readonly delay: number
  /**
   * Replaces interleaved samples, whole grains, by the limited ones of `delay` frames earlier, and their bounds by those of
   * the output; silence comes first.
   */
  limit(samples: Float32Array, bounds: Bounds): void
}

type StageOptions = {
  readonly channels: number
  /** The highest magnitude allowed, interpolated ones included. */
  readonly limit: number
  /** In frames, as in `gainEnvelope`. */
  readonly attack: number
  readonly release: number
}

/** Grains taken at once: after a peak the slow path is taken to the end of its block. */
const BLOCK = 64

/** One pass of true-peak limiting. Where no peak comes near the limit and the gain is at rest, it only delays. */
export function limiterStage({ channels, limit, attack, release }: StageOptions): LimiterStage {
  const odd = (attack + PEAK_TAPS - 2) % PEAK_GRAIN
  const envelope = gainEnvelope({ attack, release, hold: PEAK_TAPS + ((PEAK_GRAIN - odd) % PEAK_GRAIN) })
  const width = PEAK_GRAIN * channels
  const delay = envelope.delay / PEAK_GRAIN
  const held = new Float32Array((delay + BLOCK) * width)
  // One more than is held of what is known: a peak reaches back into the grain before its own.
  const bounds = { samples: new Float64Array(delay + BLOCK + 1), peaks: new Float64Array(delay + BLOCK + 1) }
  const gains = new Float64Array(BLOCK * PEAK_GRAIN)
  const moves = gainMoves()
  const peak = new Float64Array(1)
  /** Interpolates the peaks of a grain: what is allowed at each of its frames, and the highest of them. */
  function judge(grain: number, allowed: Float64Array): number {
    let highest = 0
    for (let newest = grain * width, frame = (grain - delay) * PEAK_GRAIN; newest < (grain + 1) * width; frame++) {
      peak[0] = samplePeak(held, newest, newest + channels)
      for (const next = newest + channels; newest < next; newest++) raisePeak(peak, held, newest, channels)
      if (peak[0] > limit) allowed[frame] = limit / peak[0]
      if (peak[0] > highest) highest = peak[0]
    }
    return highest
  }
  function limitGrains(block: Float32Array, known: Bounds): void {
    const count = known.peaks.length
    held.set(block, delay * width)
    bounds.samples.set(known.samples, delay + 1)
    bounds.peaks.set(known.peaks, delay + 1)
    const allowed = gains.subarray(0, count * PEAK_GRAIN).fill(1)
    let clear = true
    for (let grain = delay; grain < delay + count; grain++) {
      if (keepsTo(limit, bounds, grain + 1)) continue
      bounds.peaks[grain + 1] = judge(grain, allowed)
      if (bounds.peaks[grain + 1]! > limit) clear = false
    }
    if (clear && envelope.resting()) {
      block.set(held.subarray(0, block.length))
      moves.rest()
      known.samples.set(bounds.samples.subarray(1, count + 1))
      known.peaks.set(bounds.peaks.subarray(1, count + 1))
    } else {
      envelope.ride(allowed)
      apply(allowed, held, block, channels)
      moves.follow(allowed, bounds, known)
    }
    held.copyWithin(0, block.length, block.length + delay * width)
    bounds.samples.copyWithin(0, count, count + delay + 1)
    bounds.peaks.copyWithin(0, count, count + delay + 1)
  }
  return {
    delay: envelope.delay,
    limit(samples, { samples: loudest, peaks: highest }) {
      for (let from = 0; from < highest.length; from += BLOCK) {
        const part = { samples: loudest.subarray(from, from + BLOCK), peaks: highest.subarray(from, from + BLOCK) }
        limitGrains(samples.subarray(from * width, (from + BLOCK) * width), part)
      }
    },
  }
}

/** Whether no peak of a grain is above the limit, as far as that is known without interpolating; sharpens the bound. */
function keepsTo(limit: number, { samples, peaks }: Bounds, grain: number): boolean {
  const most = Math.max(samples[grain - 1]!, samples[grain]!) * PEAK_BOUND
  if (most < peaks[grain]!) peaks[grain] = most
  return peaks[grain]! <= limit
}

function apply(gains: Float64Array, held: Float32Array, block: Float32Array, channels: number): void {
  if (channels === 1) {
    for (let frame = 0; frame < gains.length; frame++) block[frame] = held[frame]! * gains[frame]!
    return
  }
  for (let frame = 0, index = 0; frame < gains.length; frame++) {
    const gain = gains[frame]!
    for (const end = index + channels; index < end; index++) block[index] = held[index]! * gain
  }
}

/**
 * What is known of samples after gains moved over them. Let G be the highest and g the lowest gain of the twelve samples
 * xₖ that weights wₖ make a peak of: Σ wₖ gₖ xₖ = G Σ wₖ xₖ − Σ wₖ (G − gₖ) xₖ, so that the peak is at most G times what it
 * was, and Σ|wₖ| (G − g) times the largest of the samples more.
 */
function gainMoves() {
  let [lowBefore, highBefore] = [1, 1]
  return {
    rest(): void {
      lowBefore = 1
      highBefore = 1
    },
    /** `before` holds one grain more, the one before the first of those that gains were applied to. */
    follow(gains: Float64Array, before: Bounds, after: Bounds): void {
      for (let grain = 0; grain < after.peaks.length; grain++) {
        let [low, high] = [Infinity, 0]
        for (let frame = grain * PEAK_GRAIN; frame < (grain + 1) * PEAK_GRAIN; frame++) {
          const gain = gains[frame]!
          if (gain < low) low = gain
          if (gain > high) high = gain
        }
        const most = Math.max(high, highBefore)
        const moved = most - Math.min(low, lowBefore)
        const loudest = Math.max(before.samples[grain]!, before.samples[grain + 1]!)
        after.samples[grain] = before.samples[grain + 1]! * high
        after.peaks[grain] = before.peaks[grain + 1]! * most + PEAK_BOUND * loudest * moved
        lowBefore = low
        highBefore = high
      }
    },
  }
}
