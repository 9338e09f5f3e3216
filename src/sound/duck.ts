import { amplitudeOf } from './decibel.ts'

/** From one sample position up to, and without, another. */
export type SampleSpan = { readonly start: number; readonly end: number }

export type DuckingOptions = {
  /** How far the background goes down under speech (dB, positive). */
  readonly depth?: number
  /** How long before speech it begins to go down (s). */
  readonly attack?: number
  /** How long it takes to come back after speech (s). */
  readonly release?: number
}

/** Deep enough that words stand out, not so deep that the background drops out. */
export const DUCKING_DEPTH = 12
/** Down before the first consonant, but no sooner than a listener takes for one event with the voice. */
export const DUCKING_ATTACK = 0.05
/** Slow enough to pass unnoticed, fast enough that music is back by the next bar. */
export const DUCKING_RELEASE = 0.3

/** Writes the linear gains of the frames from `from` on into `gains`; asked with positions that never go back. */
export type DuckingGain = (from: number, gains: Float32Array) => void

/**
 * The gain of a background under speech, given the speech's spans in order of their starts; they may touch and overlap.
 * It moves along half a cosine in dB, so it has neither jumps nor corners. Over pauses too short to come up and go down
 * again it stays down: rising for a moment is what is heard as pumping.
 */
export function duckingGain(
  speech: readonly SampleSpan[],
  sampleRate: number,
  options: DuckingOptions = {},
): DuckingGain {
  const depth = options.depth ?? DUCKING_DEPTH
  const fall = ramp(depth, Math.round((options.attack ?? DUCKING_ATTACK) * sampleRate))
  const rise = ramp(depth, Math.round((options.release ?? DUCKING_RELEASE) * sampleRate)).reverse()
  const lowest = amplitudeOf(-depth)
  const spans = bridged(speech, fall.length + rise.length)
  let current = 0
  return (from, gains) => {
    const to = from + gains.length
    gains.fill(1)
    while (current < spans.length && spans[current]!.end + rise.length <= from) current++
    for (let index = current; index < spans.length && spans[index]!.start - fall.length < to; index++) {
      const { start, end } = spans[index]!
      lay(fall, start - fall.length, from, gains)
      gains.fill(lowest, within(start - from, gains.length), within(end - from, gains.length))
      lay(rise, end, from, gains)
    }
  }
}

/** From 0 dB to −depth dB along half a cosine. */
function ramp(depth: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => {
    return amplitudeOf(-depth * (0.5 - 0.5 * Math.cos((Math.PI * (index + 0.5)) / length)))
  })
}

/** The spans with those joined that are less than `pause` samples apart; empty ones say nothing and are left out. */
function bridged(speech: readonly SampleSpan[], pause: number): readonly SampleSpan[] {
  const joined: { start: number; end: number }[] = []
  for (const { start, end } of speech) {
    const last = joined.at(-1)
    if (end <= start) continue
    if (last !== undefined && start < last.start) throw new RangeError(`Speech at ${start} comes after ${last.start}`)
    if (last !== undefined && start - last.end < pause) last.end = Math.max(last.end, end)
    else joined.push({ start, end })
  }
  return joined
}

/** Copies as much of `gains`, which begin at sample `at`, as falls into the block that begins at sample `from`. */
function lay(gains: Float32Array, at: number, from: number, block: Float32Array): void {
  const start = within(from - at, gains.length)
  const end = within(from + block.length - at, gains.length)
  if (start < end) block.set(gains.subarray(start, end), at + start - from)
}

function within(position: number, length: number): number {
  return Math.max(0, Math.min(length, position))
}
