import type { Schedule } from '../dub/speech.ts'

/** What a schedule is exact to (s), and some more. */
const EXACT = 1e-6

/** A clip in whole samples: it fills `length` samples from `at` on, played at `rate`. */
export type SamplePlacement = { readonly at: number; readonly length: number; readonly rate: number }

/**
 * Rounds a schedule to whole samples of a track of `length` samples. `sampleRate` is in samples a second.
 *
 * Starts and ends are rounded, and a clip's length is what lies between, but no more than its own rounded length.
 * Rounding keeps the order, so that clips without overlap stay so; those that overlap do so by a sample more or less.
 * Errors do not add up: `at` is off by half a sample, `length` by one at most, or by as much as the track is shorter than
 * the schedule. The rate stays as planned:
 * the renderer drops or pads that sample (20 µs at 48 kHz) rather than stretching a clip that was to be left alone.
 */
export function toSamples(
  { placements }: Pick<Schedule, 'placements'>,
  sampleRate: number,
  length: number,
): SamplePlacement[] {
  const position = (seconds: number): number => Math.min(length, Math.max(0, Math.round(seconds * sampleRate)))
  return placements.map(({ start, seconds, rate }, index) => {
    const at = position(start)
    const next = placements[index + 1]?.start ?? Infinity
    // The schedule holds to 1e-9 s, and half a sample may lie within that: the next start decides. A clip that reaches
    // further over the next one is meant to: two people speak at once.
    const end = Math.min(position(start + seconds), start + seconds <= next + EXACT ? position(next) : length)
    return { at, length: Math.min(Math.round(seconds * sampleRate), end - at), rate }
  })
}
