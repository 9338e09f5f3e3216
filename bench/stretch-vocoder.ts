import { type Fft, fft, hann } from './stretch-fft.ts'

/** Samples in a frame (43 ms at 48 kHz: two periods of a deep voice), and from one frame to the next. */
const FRAME = 2048
const HOP = FRAME / 4
/** A frame whose spectrum rises by more than this (share of its sum of magnitudes) is the start of a sound. */
const ONSET = 0.55

/**
 * Speech `rate` times as fast at the same pitch, by the other way that is in use: a phase vocoder with identity phase
 * locking (J. Laroche & M. Dolson, "Improved phase vocoder time-scale modification of audio", IEEE Trans. SAP 7(3), 1999).
 * Phases are taken over from the input at starts of sounds (A. Röbel, "A new approach to transient processing in the phase
 * vocoder", DAFx 2003, in its simplest form). Gives `Math.round(samples.length / rate)` samples.
 */
export function vocode(samples: Float32Array, rate: number): Float32Array {
  const length = Math.round(samples.length / rate)
  const padded = new Float32Array(samples.length + 4 * FRAME + Math.ceil(FRAME * rate))
  padded.set(samples, 2 * FRAME)
  const sum = new Float64Array(length + 3 * FRAME)
  const frames = vocoder()
  for (let at = 0; at + FRAME <= sum.length; at += HOP) {
    // The middle of the frame, in the output without its padding, is where the input's frame has its own.
    const middle = Math.round((at - FRAME / 2) * rate)
    const from = Math.max(HOP, Math.min(padded.length - FRAME, middle + FRAME + FRAME / 2))
    frames(padded, from, sum, at)
  }
  return Float32Array.from(sum.subarray(FRAME, FRAME + length))
}

type Spectrum = { readonly re: Float64Array; readonly im: Float64Array }

/** Adds to `sum` at `at` the frame that begins at `from` in the input, in the phase that follows from the frame before. */
function vocoder() {
  const transform: Fft = fft(FRAME)
  const window = hann(FRAME)
  const now = spectrum()
  const before = spectrum()
  const last = spectrum() // What was written last.
  let magnitudes: Float64Array = new Float64Array(FRAME / 2 + 1)
  return (input: Float32Array, from: number, sum: Float64Array, at: number) => {
    analyse(input, from, window, transform, now)
    analyse(input, from - HOP, window, transform, before)
    const current = magnitudesOf(now)
    const starts = rise(current, magnitudes) > ONSET
    magnitudes = current
    if (!starts) lock(now, before, last, peaksOf(current))
    last.re.set(now.re)
    last.im.set(now.im)
    synthesise(now, window, transform, sum.subarray(at, at + FRAME))
  }
}

function spectrum(): Spectrum {
  return { re: new Float64Array(FRAME), im: new Float64Array(FRAME) }
}

function analyse(input: Float32Array, from: number, window: Float64Array, transform: Fft, { re, im }: Spectrum): void {
  for (let index = 0; index < FRAME; index++) re[index] = input[from + index]! * window[index]!
  im.fill(0)
  transform(re, im)
}

function magnitudesOf({ re, im }: Spectrum): Float64Array {
  return Float64Array.from({ length: FRAME / 2 + 1 }, (_, bin) => Math.hypot(re[bin]!, im[bin]!))
}

/** How much of a spectrum is new against the one before, 0 … 1. */
function rise(now: Float64Array, before: Float64Array): number {
  let risen = 0
  let whole = 1e-9
  for (let bin = 0; bin < now.length; bin++) {
    risen += Math.max(0, now[bin]! - before[bin]!)
    whole += now[bin]!
  }
  return risen / whole
}

/** Bins that are larger than two neighbours on either side. */
function peaksOf(magnitudes: Float64Array): number[] {
  const peaks: number[] = []
  for (let bin = 2; bin < magnitudes.length - 2; bin++) {
    const here = magnitudes[bin]!
    if (here <= magnitudes[bin - 1]! || here <= magnitudes[bin - 2]!) continue
    if (here > magnitudes[bin + 1]! && here > magnitudes[bin + 2]!) peaks.push(bin)
  }
  return peaks
}

/** Turns each peak, and the bins nearest to it by as much, to where its phase must have gone since what was written last. */
function lock(now: Spectrum, before: Spectrum, last: Spectrum, peaks: readonly number[]): void {
  for (const [index, peak] of peaks.entries()) {
    const from = index === 0 ? 0 : (peaks[index - 1]! + peak + 1) >> 1
    const to = index === peaks.length - 1 ? FRAME / 2 + 1 : (peak + peaks[index + 1]! + 1) >> 1
    const turn = Math.atan2(last.im[peak]!, last.re[peak]!) - Math.atan2(before.im[peak]!, before.re[peak]!)
    const [cosine, sine] = [Math.cos(turn), Math.sin(turn)]
    for (let bin = from; bin < to; bin++) {
      const [re, im] = [now.re[bin]!, now.im[bin]!]
      now.re[bin] = re * cosine - im * sine
      now.im[bin] = re * sine + im * cosine
    }
  }
}

function synthesise({ re, im }: Spectrum, window: Float64Array, transform: Fft, sum: Float64Array): void {
  im[0] = 0
  im[FRAME / 2] = 0
  for (let bin = 1; bin < FRAME / 2; bin++) {
    re[FRAME - bin] = re[bin]!
    im[FRAME - bin] = -im[bin]!
  }
  // The inverse is the transform with real and imaginary parts exchanged.
  transform(im, re)
  // Four squared Hann windows a quarter apart add up to 1.5.
  for (let index = 0; index < FRAME; index++) sum[index]! += (re[index]! / FRAME) * (window[index]! / 1.5)
}
