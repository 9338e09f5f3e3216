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
  steps: readonly number[],
  rest: { readonly power: number; readonly length: number },
): number {
  const blocks = steps.length < BLOCK ? [shortProgramme(steps, rest)] : blockPowers(steps)
  const audible = blocks.filter((power) => loudnessOf(power) > ABSOLUTE_GATE)
  const gate = mean(audible) * 10 ** (RELATIVE_GATE / 10)
  return loudnessOf(mean(audible.filter((power) => power > gate)))
}

function shortProgramme(
  steps: readonly number[],
  { power, length }: { readonly power: number; readonly length: number },
): number {
  const whole = steps.length + length
  return whole === 0 ? 0 : (steps.reduce((sum, step) => sum + step, 0) + power * length) / whole
}

function blockPowers(steps: readonly number[]): number[] {
  return steps
    .slice(BLOCK - 1)
    .map((last, index) => (steps[index]! + steps[index + 1]! + steps[index + 2]! + last) / BLOCK)
}

function mean(powers: readonly number[]): number {
  return powers.length === 0 ? 0 : powers.reduce((sum, power) => sum + power, 0) / powers.length
}

/** The constant undoes the gain of K-weighting at 997 Hz. */
function loudnessOf(power: number): number {
  return -0.691 + 10 * Math.log10(power)
}
