import type { Program } from './program.ts'

/**
 * The slack of each row, and then of each line's lower and upper bound on its stretch, at a point: pairs of t − s and
 * u − 1, line after line. With `constants` 0, the change of the slacks by a step instead.
 */
export function slacks(program: Program, point: Float64Array, slack: Float64Array, constants: 0 | 1 = 1): void {
  const { later, earlier, share, least, starts, low, high } = program
  const rows = later.length
  for (let row = 0; row < rows; row += 1) {
    const after = later[row]!
    const before = earlier[row]!
    let value = -constants * least[row]!
    if (after >= 0) value += constants * starts[after]! + point[2 * after]!
    if (before >= 0) {
      value -= constants * (starts[before]! + share[row]!) + point[2 * before]! + share[row]! * point[2 * before + 1]!
    }
    slack[row] = value
  }
  for (let index = 0; index < low.length; index += 1) {
    const stretch = constants + point[2 * index + 1]!
    slack[rows + 2 * index] = stretch - constants * low[index]!
    slack[rows + 2 * index + 1] = constants * high[index]! - stretch
  }
}

/** Adds to a vector of variables what multipliers of the rows and bounds make of it: the transpose of `slacks`. */
export function addTransposed(program: Program, multipliers: Float64Array, vector: Float64Array): void {
  const { later, earlier, share, low } = program
  const rows = later.length
  for (let row = 0; row < rows; row += 1) {
    const after = later[row]!
    const before = earlier[row]!
    if (after >= 0) vector[2 * after]! += multipliers[row]!
    if (before >= 0) {
      vector[2 * before]! -= multipliers[row]!
      vector[2 * before + 1]! -= share[row]! * multipliers[row]!
    }
  }
  for (let index = 0; index < low.length; index += 1) {
    vector[2 * index + 1]! += multipliers[rows + 2 * index]! - multipliers[rows + 2 * index + 1]!
  }
}

/** The gradient of the cost at a point. */
export function gradient(program: Program, point: Float64Array, vector: Float64Array): void {
  const { starts, ends, lengths, startCost, endCost, rateCost, jumpCost, before } = program
  for (let index = 0; index < lengths.length; index += 1) {
    const start = point[2 * index]!
    const stretch = point[2 * index + 1]!
    const late = starts[index]! + start + lengths[index]! * (1 + stretch) - ends[index]!
    vector[2 * index] = startCost * start + endCost[index]! * late
    vector[2 * index + 1] = endCost[index]! * lengths[index]! * late + rateCost * stretch
    const previous = before[index]!
    if (previous < 0) continue
    const jump = jumpCost * (stretch - point[2 * previous + 1]!)
    vector[2 * index + 1]! += jump
    vector[2 * previous + 1]! -= jump
  }
}

/** The cost at a point, for each line. */
export function meanCost(program: Program, point: Float64Array): number {
  const { starts, ends, lengths, startCost, endCost, rateCost, jumpCost, before } = program
  let cost = 0
  for (let index = 0; index < lengths.length; index += 1) {
    const start = point[2 * index]!
    const stretch = point[2 * index + 1]!
    const late = starts[index]! + start + lengths[index]! * (1 + stretch) - ends[index]!
    cost += startCost * start * start + endCost[index]! * late * late + rateCost * stretch * stretch
    const previous = before[index]!
    if (previous >= 0) cost += jumpCost * (stretch - point[2 * previous + 1]!) ** 2
  }
  return cost / 2 / lengths.length
}
