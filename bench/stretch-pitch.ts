const RATE = 48_000
/** What is looked at is every sixth sample, 8 kHz: no voice is higher than its half. */
const FACTOR = 6
const SHORTEST = Math.floor(RATE / FACTOR / 400)
const LONGEST = Math.ceil(RATE / FACTOR / 60)
/** Samples of the lower rate that are compared (30 ms), and from one place to the next (10 ms). */
const WINDOW = 240
const STEP = 80

/**
 * The median of the pitch of stretched speech to that of the same moments before, by normalised autocorrelation where both
 * are voiced; both at 48 kHz. 1 where the pitch was kept.
 */
export function pitchRatio(stretched: Float32Array, original: Float32Array, rate: number): number {
  const [after, before] = [lowered(stretched), lowered(original)]
  const ratios: number[] = []
  for (let at = 0; at + WINDOW + LONGEST + 1 < after.length; at += STEP) {
    const one = periodAt(after, at)
    const other = periodAt(before, Math.round(at * rate))
    if (one !== undefined && other !== undefined) ratios.push(other / one)
  }
  ratios.sort((one, other) => one - other)
  return ratios[ratios.length >> 1] ?? Number.NaN
}

function lowered(samples: Float32Array): Float64Array {
  return Float64Array.from({ length: Math.floor(samples.length / FACTOR) }, (_, index) => {
    let sum = 0
    for (let offset = 0; offset < FACTOR; offset++) sum += samples[index * FACTOR + offset]!
    return sum / FACTOR
  })
}

/** The period in samples of the lower rate, the peak interpolated by a parabola; undefined where nothing is voiced. */
function periodAt(samples: Float64Array, at: number): number | undefined {
  if (at + WINDOW + LONGEST + 1 >= samples.length) return undefined
  const likeness = Array.from({ length: LONGEST - SHORTEST + 3 }, (_, index) =>
    alike(samples, at, SHORTEST - 1 + index),
  )
  const most = Math.max(...likeness)
  if (most < 0.8) return undefined
  const peak = likeness.findIndex((value, index) => {
    return value > most * 0.95 && value >= (likeness[index - 1] ?? 2) && value >= (likeness[index + 1] ?? 2)
  })
  if (peak < 0) return undefined
  const [before, here, after] = [likeness[peak - 1]!, likeness[peak]!, likeness[peak + 1]!]
  const shift = (before - after) / (2 * (before - 2 * here + after))
  return SHORTEST - 1 + peak + (Number.isFinite(shift) ? shift : 0)
}

function alike(samples: Float64Array, at: number, lag: number): number {
  let [product, power, later] = [0, 0, 0]
  for (let index = at; index < at + WINDOW; index++) {
    product += samples[index]! * samples[index + lag]!
    power += samples[index]! ** 2
    later += samples[index + lag]! ** 2
  }
  return product / Math.sqrt(power * later + 1e-9)
}
