/** Blocks of 400 ms that overlap by three quarters begin every 100 ms: powers are kept by that step (s). */
export const LOUDNESS_STEP = 0.1
/** Steps of 100 ms that make a block of 400 ms. */
const BLOCK = 4
/** Blocks quieter than this are no programme (LUFS), and then those so far below the rest (LU) are pauses in it. */
const ABSOLUTE_GATE = -70
const RELATIVE_GATE = -10

/**
 * Integrated loudness (LUFS) of the weighted mean squares of successive 100 ms steps, summed over channels; −Infinity
 * where nothing passes the gates. `rest` is the step begun last, its length in steps: it counts only where the whole is
 * shorter than a block and would have no loudness otherwise.
 *
 * Source: ITU-R BS.1770-4, annex 1, equations 3 to 7; an unfinished block at the end is left out, as it says.
 */
export function gatedLoudness(
  steps: ArrayLike<number>,
  rest: { readonly power: number; readonly length: number },
): number {
  if (steps.length < BLOCK) {
    const loudness = loudnessOf(shortProgramme(steps, rest))
    return loudness > ABSOLUTE_GATE ? loudness : -Infinity
  }
  const audible = powerOf(ABSOLUTE_GATE)
  const gate = Math.max(audible, meanAbove(steps, audible) * 10 ** (RELATIVE_GATE / 10))
  return loudnessOf(meanAbove(steps, gate))
}

function shortProgramme(
  steps: ArrayLike<number>,
  { power, length }: { readonly power: number; readonly length: number },
): number {
  const whole = steps.length + length
  let sum = power * length
  for (let step = 0; step < steps.length; step++) sum += steps[step]!
  return whole === 0 ? 0 : sum / whole
}

/** The mean power of the blocks louder than a gate. Keeps no list of them: hours of blocks are judged, again and again. */
function meanAbove(steps: ArrayLike<number>, gate: number): number {
  let sum = 0
  let count = 0
  for (let last = BLOCK - 1; last < steps.length; last++) {
    const power = (steps[last - 3]! + steps[last - 2]! + steps[last - 1]! + steps[last]!) / BLOCK
    if (power <= gate) continue
    sum += power
    count++
  }
  return count === 0 ? 0 : sum / count
}

/** What K-weighting adds at 997 Hz, in dB. */
const OFFSET = 0.691

function loudnessOf(power: number): number {
  return 10 * Math.log10(power) - OFFSET
}

function powerOf(loudness: number): number {
  return 10 ** ((loudness + OFFSET) / 10)
}
