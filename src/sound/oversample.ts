/**
 * Half of the 48 taps that interpolate fourfold, phases 0 and 1; phases 3 and 2 are their mirror images.
 * Source: ITU-R BS.1770-4, annex 2, table of the order 48, 4-phase FIR interpolating filter.
 */
export const PHASE_0 = [
  0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625, 0.97216796875,
  -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
] as const
export const PHASE_1 = [
  -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625, 0.77978515625,
  -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
] as const

/** Frames that one interpolation looks at, and how many of them come before the newest. */
export const PEAK_TAPS = 12

/** Frames judged at once by whether they can hold a peak at all: longer than the filter, so that two grains cover it. */
export const PEAK_GRAIN = 16

/** No interpolated value is larger than this times the largest of its twelve samples. */
export const PEAK_BOUND = Math.max(absoluteSum(PHASE_0), absoluteSum(PHASE_1))

function absoluteSum(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + Math.abs(weight), 0)
}

/** Sums and differences of mirrored taps, halved: the even and odd parts of both mirrored phases. */
const [e0, e1, e2, e3, e4, e5] = PHASE_0.slice(0, 6).map((weight, tap) => (weight + PHASE_0[11 - tap]!) / 2) as Six
const [o0, o1, o2, o3, o4, o5] = PHASE_0.slice(0, 6).map((weight, tap) => (weight - PHASE_0[11 - tap]!) / 2) as Six
const [f0, f1, f2, f3, f4, f5] = PHASE_1.slice(0, 6).map((weight, tap) => (weight + PHASE_1[11 - tap]!) / 2) as Six
const [p0, p1, p2, p3, p4, p5] = PHASE_1.slice(0, 6).map((weight, tap) => (weight - PHASE_1[11 - tap]!) / 2) as Six
type Six = [number, number, number, number, number, number]

/**
 * Raises `peak[0]` to the largest of the four interpolated magnitudes whose newest sample is at `newest`, where that is
 * higher; samples of the channel lie `stride` apart and eleven come before it. Two mirrored phases are E + O and E − O, and
 * the larger is |E| + |O|: that halves the multiplications of the hottest loop in this room, which is also why it is written
 * out, and why it returns nothing: a number returned is a number on the heap, half a gigabyte of them for ten minutes.
 */
export function raisePeak(peak: Float64Array, samples: Float32Array, newest: number, stride: number): void {
  const oldest = newest - 11 * stride
  const a0 = samples[newest]!
  const a1 = samples[newest - stride]!
  const a2 = samples[newest - 2 * stride]!
  const a3 = samples[newest - 3 * stride]!
  const a4 = samples[newest - 4 * stride]!
  const a5 = samples[newest - 5 * stride]!
  const b0 = samples[oldest]!
  const b1 = samples[oldest + stride]!
  const b2 = samples[oldest + 2 * stride]!
  const b3 = samples[oldest + 3 * stride]!
  const b4 = samples[oldest + 4 * stride]!
  const b5 = samples[oldest + 5 * stride]!
  const s0 = a0 + b0
  const s1 = a1 + b1
  const s2 = a2 + b2
  const s3 = a3 + b3
  const s4 = a4 + b4
  const s5 = a5 + b5
  const d0 = a0 - b0
  const d1 = a1 - b1
  const d2 = a2 - b2
  const d3 = a3 - b3
  const d4 = a4 - b4
  const d5 = a5 - b5
  const outer =
    Math.abs(e0 * s0 + e1 * s1 + e2 * s2 + e3 * s3 + e4 * s4 + e5 * s5) +
    Math.abs(o0 * d0 + o1 * d1 + o2 * d2 + o3 * d3 + o4 * d4 + o5 * d5)
  const inner =
    Math.abs(f0 * s0 + f1 * s1 + f2 * s2 + f3 * s3 + f4 * s4 + f5 * s5) +
    Math.abs(p0 * d0 + p1 * d1 + p2 * d2 + p3 * d3 + p4 * d4 + p5 * d5)
  const highest = outer > inner ? outer : inner
  if (highest > peak[0]!) peak[0] = highest
}

/** The largest magnitude from one index up to another. */
export function samplePeak(samples: Float32Array, from: number, to: number): number {
  let peak = 0
  for (let index = from; index < to; index++) {
    const magnitude = Math.abs(samples[index]!)
    if (magnitude > peak) peak = magnitude
  }
  return peak
}
