import { fft, hann } from './stretch-fft.ts'

const RATE = 48_000
const SIZE = 2048
/** Bands are half a Bark wide and end at 15.5 kHz. */
const BANDS = 48
/** How fast what a tone hides falls off below and above it (dB a Bark), and how far beneath it that lies (dB). */
const BELOW = 25
const ABOVE = 10
const BENEATH = 8
/** Frames whose whole energy is below this are silence, and the quiet of a room hides what is below that. */
const SILENCE = 1e-3
const QUIET = 1e-6

const transform = fft(SIZE)
const window = hann(SIZE)
const bandOf = Array.from({ length: SIZE / 2 }, (_, bin) => Math.floor(2 * bark((bin * RATE) / SIZE)))
const hidden = Array.from({ length: BANDS }, (_, at) =>
  Array.from({ length: BANDS }, (_, from) => {
    const away = (at - from) / 2
    return 10 ** (-(BENEATH + (away >= 0 ? ABOVE * away : -BELOW * away)) / 10)
  }),
)

/**
 * How loud the difference between two sounds at 48 kHz is against what the first one hides (dB, mean over frames of 43 ms): the
 * noise-to-mask ratio of K. Brandenburg (1987) with a plain spreading function, enough to tell settings of one encoder apart.
 */
export function noiseToMask(original: Float32Array, copy: Float32Array): number {
  const noise = original.map((sample, index) => (copy[index] ?? 0) - sample)
  const ratios: number[] = []
  // Not the first and last frames: an encoder's own beginning and end are no loss.
  for (let at = 2 * SIZE; at + 3 * SIZE < original.length; at += SIZE / 2) {
    const heard = energies(original, at)
    if (heard.reduce((sum, energy) => sum + energy, 0) < SILENCE) continue
    const lost = energies(noise, at)
    const sum = lost.reduce((total, energy, band) => total + energy / maskAt(band, heard), 0)
    ratios.push(10 * Math.log10(sum / BANDS))
  }
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
}

function energies(samples: Float32Array, at: number): Float64Array {
  const re = new Float64Array(SIZE)
  const im = new Float64Array(SIZE)
  for (let index = 0; index < SIZE; index++) re[index] = samples[at + index]! * window[index]!
  transform(re, im)
  const bands = new Float64Array(BANDS)
  for (const [bin, band] of bandOf.entries()) if (band < BANDS) bands[band]! += re[bin]! ** 2 + im[bin]! ** 2
  return bands
}

function maskAt(band: number, heard: Float64Array): number {
  return heard.reduce((sum, energy, from) => sum + energy * hidden[band]![from]!, QUIET)
}

/** E. Zwicker & E. Terhardt, 1980. */
function bark(hertz: number): number {
  return 13 * Math.atan(0.00076 * hertz) + 3.5 * Math.atan((hertz / 7500) ** 2)
}
