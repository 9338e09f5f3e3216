import { assemble, envelopeOf } from './normal-equations.ts'
import { addTransposed, gradient, meanCost, slacks } from './operators.ts'
import type { Program } from './program.ts'
import { factor, type Skyline, solveFactored } from './skyline.ts'

/** Starts (s) and stretches of all lines, and how the solver came by them. */
export type Solution = {
  readonly starts: Float64Array
  readonly stretches: Float64Array
  readonly iterations: number
  /** The entries of the factored matrix, which each iteration walks through. */
  readonly entries: number
  readonly converged: boolean
}

/** Where the iteration stands: the variables, the slacks of all rows and bounds, and their multipliers. */
type State = {
  readonly point: Float64Array
  readonly slack: Float64Array
  readonly multiplier: Float64Array
  /** Slacks as the point would have them, less those that are carried. */
  readonly missing: Float64Array
  readonly dual: Float64Array
  readonly step: Float64Array
  readonly slackStep: Float64Array
  readonly multiplierStep: Float64Array
  readonly weight: Float64Array
  readonly target: Float64Array
}

const MOST_ITERATIONS = 120

/** How far from a bound, relative to the way there, a step ends. */
const SHORT_OF = 0.995

/**
 * Corrected steps may, now and then, run in a circle (C. Cartis, "Some disadvantages of a Mehrotra-type primal-dual
 * corrector interior point algorithm", 2009). After so many, one shorter than `least` is not taken, but one that is
 * not corrected and leads to `share` of the gap.
 */
const CIRCLE = { after: 45, least: 0.9, share: 0.5 } as const

/** What may be left: of the bounds (s), of the gradient to the multipliers, and of slack times multiplier to the cost. */
const PRECISE = { bounds: 1e-9, gradient: 1e-7, gap: 1e-12 } as const

/** Slacks and multipliers that the iteration begins with, at least. */
const BEGIN = { slack: 1, multiplier: 300 } as const

/**
 * Solves a program by a primal-dual interior-point method with a predictor and a corrector: S. Mehrotra, "On the
 * implementation of a primal-dual interior point method" (1992), for quadratic programs as in J. Nocedal, S. Wright,
 * "Numerical Optimization" (2006), algorithm 16.4. Each iteration factors one matrix of the width of the rules: O(n).
 * The optimum is unique; starts and stretches are off by some 1e-8.
 */
export function solveProgram(program: Program): Solution {
  const count = program.starts.length
  const matrix = envelopeOf(program)
  const state = begin(program)
  let iterations = 0
  let converged = false
  while (iterations < MOST_ITERATIONS) {
    const gap = residuals(program, state)
    converged = isPrecise(program, state, gap)
    if (converged || !Number.isFinite(gap)) break
    iterations += 1
    if (!improve(program, state, matrix, { gap, isLong: iterations > CIRCLE.after })) break
  }
  return {
    starts: program.starts.map((start, index) => start + state.point[2 * index]!),
    stretches: Float64Array.from({ length: count }, (_, index) => 1 + state.point[2 * index + 1]!),
    iterations,
    entries: matrix.values.length,
    converged,
  }
}

function begin(program: Program): State {
  const size = 2 * program.starts.length
  const rows = program.later.length + size
  const fresh = (length: number): Float64Array => new Float64Array(length)
  const state = {
    point: fresh(size),
    slack: fresh(rows),
    multiplier: fresh(rows).fill(BEGIN.multiplier),
    missing: fresh(rows),
    dual: fresh(size),
    step: fresh(size),
    slackStep: fresh(rows),
    multiplierStep: fresh(rows),
    weight: fresh(rows),
    target: fresh(rows),
  }
  slacks(program, state.point, state.slack)
  for (let row = 0; row < rows; row += 1) state.slack[row] = Math.max(BEGIN.slack, state.slack[row]!)
  return state
}

/** Works out what is still wrong, into `missing` and `dual`, and returns the mean of slack times multiplier. */
function residuals(program: Program, { point, slack, multiplier, missing, dual, target }: State): number {
  slacks(program, point, missing)
  gradient(program, point, dual)
  let gap = 0
  for (let row = 0; row < slack.length; row += 1) {
    missing[row]! -= slack[row]!
    gap += slack[row]! * multiplier[row]!
    target[row] = -multiplier[row]!
  }
  addTransposed(program, target, dual)
  return gap / slack.length
}

function isPrecise(program: Program, { point, missing, multiplier, dual }: State, gap: number): boolean {
  if (gap > PRECISE.gap * (1 + meanCost(program, point))) return false
  if (largestOf(missing) > PRECISE.bounds) return false
  return largestOf(dual) <= PRECISE.gradient * (1 + largestOf(multiplier))
}

function largestOf(values: Float64Array): number {
  let largest = 0
  for (let index = 0; index < values.length; index += 1) largest = Math.max(largest, Math.abs(values[index]!))
  return largest
}

/** One step: straight to the optimum as a trial, then bent by what the trial got wrong. False where it leads nowhere. */
function improve(
  program: Program,
  state: State,
  matrix: Skyline,
  { gap, isLong }: { readonly gap: number; readonly isLong: boolean },
): boolean {
  const { slack, multiplier, weight, target, slackStep, multiplierStep } = state
  const rows = slack.length
  for (let row = 0; row < rows; row += 1) {
    weight[row] = multiplier[row]! / slack[row]!
    target[row] = -multiplier[row]!
  }
  assemble(program, weight, matrix)
  factor(matrix)
  direct(program, state, matrix)
  const trial = Math.min(1, longestStep(state))
  let after = 0
  for (let row = 0; row < rows; row += 1) {
    after += (slack[row]! + trial * slackStep[row]!) * (multiplier[row]! + trial * multiplierStep[row]!)
  }
  const centre = (after / rows / gap) ** 3 * gap
  for (let row = 0; row < rows; row += 1) {
    const wrong = slackStep[row]! * multiplierStep[row]!
    target[row] = (centre - wrong) / slack[row]! - multiplier[row]!
  }
  direct(program, state, matrix)
  let length = Math.min(1, SHORT_OF * longestStep(state))
  if (isLong && length < CIRCLE.least) {
    for (let row = 0; row < rows; row += 1) target[row] = (CIRCLE.share * gap) / slack[row]! - multiplier[row]!
    direct(program, state, matrix)
    length = Math.min(1, SHORT_OF * longestStep(state))
  }
  move(state, length)
  return length > 1e-10
}

/** The step by which slack times multiplier come to their target, into `step`, `slackStep` and `multiplierStep`. */
function direct(program: Program, state: State, matrix: Skyline): void {
  const { missing, dual, step, slackStep, multiplierStep, weight, target } = state
  for (let row = 0; row < weight.length; row += 1) slackStep[row] = target[row]! - weight[row]! * missing[row]!
  for (let index = 0; index < step.length; index += 1) step[index] = -dual[index]!
  addTransposed(program, slackStep, step)
  solveFactored(matrix, step)
  slacks(program, step, slackStep, 0)
  for (let row = 0; row < weight.length; row += 1) {
    slackStep[row]! += missing[row]!
    multiplierStep[row] = target[row]! - weight[row]! * slackStep[row]!
  }
}

/** How far, as a share of the step, no slack and no multiplier falls below 0. */
function longestStep({ slack, multiplier, slackStep, multiplierStep }: State): number {
  let longest = 1 / SHORT_OF
  for (let row = 0; row < slack.length; row += 1) {
    if (slackStep[row]! < 0) longest = Math.min(longest, -slack[row]! / slackStep[row]!)
    if (multiplierStep[row]! < 0) longest = Math.min(longest, -multiplier[row]! / multiplierStep[row]!)
  }
  return longest
}

function move({ point, step, slack, slackStep, multiplier, multiplierStep }: State, length: number): void {
  for (let index = 0; index < point.length; index += 1) point[index]! += length * step[index]!
  for (let row = 0; row < slack.length; row += 1) {
    slack[row]! += length * slackStep[row]!
    multiplier[row]! += length * multiplierStep[row]!
  }
}
