import { amplitudeOf } from './decibel.ts'
import { gatedLoudness, LOUDNESS_STEP } from './gating.ts'
import { LIMITER_RELEASE } from './limiter.ts'
import { samplePeak } from './oversample.ts'
import { weightedEnergy } from './weighted-energy.ts'

export type MakeUpMeter = {
  /** Whole frames, in order; blocks of any size. */
  push(interleaved: Float32Array): void
  /** The gain (dB) at which the limiter's output has a loudness (LUFS) under a ceiling (dBTP); 0 for silence. */
  gain(target: number, ceiling: number): number
}

/** Steps of loudness are cut in so many slots of 10 ms, which is how finely the limiter is foreseen. */
const SLOTS = 10

/** More than this beyond the plain gain (dB) would press a voice flat; better a little too soft. */
const MOST_EXTRA = 12

/** Halvings of `MOST_EXTRA`: to 0.001 dB. */
const ROUNDS = 14

/**
 * Finds in one pass by how much to raise mono or stereo before limiting. What a limiter takes away it takes from the
 * loudness too, a whole LU and more of a voice alone at −14 LUFS, so the difference to the target does not suffice. For each
 * 10 ms the weighted energy and the peak are kept, 3 MB an hour; on them the limiter is tried out at one gain after another.
 * Mono may come from two loudspeakers, as in `loudnessMeter`.
 */
export function makeUpMeter(channels: number, sampleRate: number, loudspeakers = channels): MakeUpMeter {
  const length = Math.round((LOUDNESS_STEP * sampleRate) / SLOTS)
  const filter = weightedEnergy(channels, sampleRate)
  const copies = loudspeakers / channels
  const energies = growing()
  const peaks = growing()
  let energy = 0
  let peak = 0
  let frames = 0
  const slots = (): Slots => {
    const all = energies.with(energy)
    return {
      energies: all,
      peaks: peaks.with(peak),
      length,
      rest: frames,
      steps: new Float64Array(Math.floor(all.length / SLOTS)),
    }
  }
  return {
    push(interleaved) {
      const end = interleaved.length / channels
      for (let from = 0; from < end; ) {
        const to = Math.min(end, from + length - frames)
        energy += copies * filter(interleaved, from * channels, to * channels)
        peak = Math.max(peak, samplePeak(interleaved, from * channels, to * channels))
        frames += to - from
        from = to
        if (frames < length) continue
        energies.push(energy)
        peaks.push(peak)
        energy = 0
        peak = 0
        frames = 0
      }
    },
    gain: (target, ceiling) => gainFor(slots(), target, amplitudeOf(ceiling)),
  }
}

/** Figures in single precision, which 10 ms of energy do not ask more of: a plain array takes twice the room, and more while it grows. */
function growing() {
  let kept = new Float32Array(6000)
  let count = 0
  return {
    push(figure: number): void {
      if (count === kept.length) {
        const larger = new Float32Array(kept.length * 2)
        larger.set(kept)
        kept = larger
      }
      kept[count++] = figure
    },
    /** All that is kept, and one more. */
    with(last: number): Float32Array {
      const all = new Float32Array(count + 1)
      all.set(kept.subarray(0, count))
      all[count] = last
      return all
    },
  }
}

type Slots = {
  readonly energies: Float32Array
  readonly peaks: Float32Array
  /** Frames of each slot but the last, and of the last. */
  readonly length: number
  readonly rest: number
  /** Room for the powers of all whole steps of 100 ms. */
  readonly steps: Float64Array
}

function gainFor(slots: Slots, target: number, limit: number): number {
  const plain = target - foreseen(slots, 1, Infinity)
  if (!Number.isFinite(plain)) return 0
  let low = plain
  let high = plain + MOST_EXTRA
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (low + high) / 2
    if (foreseen(slots, amplitudeOf(middle), limit) < target) low = middle
    else high = middle
  }
  return foreseen(slots, amplitudeOf(plain), limit) >= target - 0.01 ? plain : high
}

/**
 * The loudness (LUFS) behind the limiter at this gain. Down at once and back exponentially is what the limiter does, seen
 * from 10 ms; its own smoothing shifts energy between neighbours only.
 */
function foreseen({ energies, peaks, length, rest, steps }: Slots, gain: number, limit: number): number {
  const share = 1 - Math.exp(-LOUDNESS_STEP / SLOTS / LIMITER_RELEASE)
  let level = 1
  let energy = 0
  for (let slot = 0; slot < energies.length; slot++) {
    level = Math.min(level + (1 - level) * share, limit / (peaks[slot]! * gain))
    energy += energies[slot]! * level * level
    if (slot % SLOTS < SLOTS - 1) continue
    steps[(slot - SLOTS + 1) / SLOTS] = (energy * gain * gain) / (length * SLOTS)
    energy = 0
  }
  const begun = ((energies.length - 1) % SLOTS) * length + rest
  return gatedLoudness(steps, {
    power: begun === 0 ? 0 : (energy * gain * gain) / begun,
    length: begun / (length * SLOTS),
  })
}
