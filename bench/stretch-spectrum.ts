import { fft, hann } from './stretch-fft.ts'

const RATE = 48_000
/** 25 ms every 10 ms, the frames of speech recognition. */
const WINDOW = 1200
const STEP = 480
const SIZE = 2048
const BANDS = 40
const HIGHEST = 8000
/** What lies further below the loudest band of a clip than this (dB) counts as equally silent. */
const FLOOR = 55
/** Frames by which two sounds may run apart (100 ms). */
const APART = 10

/** The log-mel spectrum of samples at 48 kHz: a frame every 10 ms, 40 bands up to 8 kHz, in dB. */
export function melFrames(samples: Float32Array): Float64Array[] {
  const transform = fft(SIZE)
  const window = hann(WINDOW)
  const bands = melBands()
  const frames: Float64Array[] = []
  for (let at = 0; at + WINDOW <= samples.length; at += STEP) {
    const re = new Float64Array(SIZE)
    const im = new Float64Array(SIZE)
    for (let index = 0; index < WINDOW; index++) re[index] = samples[at + index]! * window[index]!
    transform(re, im)
    frames.push(Float64Array.from(bands, (band) => levelOf(band, re, im)))
  }
  const loudest = frames.reduce((most, frame) => Math.max(most, ...frame), -Infinity)
  return frames.map((frame) => frame.map((level) => Math.max(0, level - loudest + FLOOR)))
}

type Band = { readonly from: number; readonly weights: Float64Array }

/** Triangles that overlap by half on the mel scale, 2595 log10(1 + f / 700) (D. O'Shaughnessy, 1987). */
function melBands(): readonly Band[] {
  const mel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700)
  const hertz = (value: number) => 700 * (10 ** (value / 2595) - 1)
  const edge = (index: number) => (hertz((mel(HIGHEST) * index) / (BANDS + 1)) * SIZE) / RATE
  return Array.from({ length: BANDS }, (_, band) => {
    const [low, middle, high] = [edge(band), edge(band + 1), edge(band + 2)]
    const from = Math.ceil(low)
    const weights = Float64Array.from({ length: Math.floor(high) - from + 1 }, (_, index) => {
      const bin = from + index
      return bin < middle ? (bin - low) / (middle - low) : (high - bin) / (high - middle)
    })
    return { from, weights }
  })
}

function levelOf({ from, weights }: Band, re: Float64Array, im: Float64Array): number {
  let power = 1e-12
  for (const [index, weight] of weights.entries()) power += weight * (re[from + index]! ** 2 + im[from + index]! ** 2)
  return 10 * Math.log10(power)
}

/**
 * How far two sounds lie apart (dB, root mean square over bands, mean over frames), on the best path along both (dynamic
 * time warping, H. Sakoe & S. Chiba, 1978, symmetric, within 100 ms). `slope` is how many frames of the second go by in one
 * of the first. Frames that are silent in both do not count.
 */
export function melDistance(one: readonly Float64Array[], other: readonly Float64Array[], slope = 1): number {
  const best: { cost: number; frames: number }[][] = []
  const at = (row: number, column: number) => best[row]?.[column - centre(row) + APART]
  const centre = (row: number) => Math.round(row * slope)
  for (const [row, frame] of one.entries()) {
    best[row] = []
    for (let column = centre(row) - APART; column <= centre(row) + APART; column++) {
      const opposite = other[column]
      if (opposite === undefined) {
        best[row]!.push({ cost: Infinity, frames: 1 })
        continue
      }
      const begins = row === 0 ? { cost: 0, frames: 0 } : undefined
      const ways = [at(row - 1, column - 1), at(row - 1, column), at(row - 1, column - 2), begins]
      const known = ways.filter((way) => way !== undefined)
      const from = known.reduce((least, way) => (way.cost < least.cost ? way : least), { cost: Infinity, frames: 1 })
      const heard = frame.some((level) => level > 10) || opposite.some((level) => level > 10)
      const apart = heard ? between(frame, opposite) : 0
      best[row]!.push({ cost: from.cost + apart, frames: from.frames + (heard ? 1 : 0) })
    }
  }
  const last = best.at(-1)!.reduce((least, way) => (way.cost < least.cost ? way : least))
  return last.cost / last.frames
}

function between(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let band = 0; band < one.length; band++) sum += (one[band]! - other[band]!) ** 2
  return Math.sqrt(sum / one.length)
}
