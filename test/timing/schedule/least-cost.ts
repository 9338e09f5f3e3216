/** A linear form of a program's variables. */
type Terms = readonly (readonly [variable: number, factor: number])[]

/** What is squared, weighed and added up: a linear form and a constant. */
export type Square = { readonly terms: Terms; readonly constant: number; readonly weight: number }

/** What must hold: a linear form is at least so much. */
export type Bound = { readonly terms: Terms; readonly least: number }

const MOST_SWEEPS = 4_000_000

/**
 * A cost that no point within the bounds can go below, as high as it takes to be `enough`, or the highest there is.
 *
 * C. Hildreth's method (1957) raises the dual of the program one multiplier at a time, on dense matrices. Slow, and
 * sure: the dual is a lower bound whatever the multipliers are. The squares must leave no variable free.
 */
export function leastCost(squares: readonly Square[], bounds: readonly Bound[], size: number, enough: number): number {
  const curvature = Array.from({ length: size }, () => new Float64Array(size))
  const slope = new Float64Array(size)
  for (const { terms, constant, weight } of squares) {
    for (const [row, one] of terms) {
      slope[row]! += 2 * weight * constant * one
      for (const [column, other] of terms) curvature[row]![column]! += 2 * weight * one * other
    }
  }
  const inverse = inverseOf(curvature)
  const point = inverse.map((row) => -dot(row, slope))
  const directions = bounds.map(({ terms }) =>
    inverse.map((row) => terms.reduce((sum, [index, factor]) => sum + factor * row[index]!, 0)),
  )
  const multipliers = bounds.map(() => 0)
  // What the bounds lack is what the Lagrangian, least at `point`, has on top of the cost there.
  const dual = (): number =>
    costOf(squares, point) +
    bounds.reduce((sum, { terms, least }, index) => sum + multipliers[index]! * (least - along(terms, point)), 0)
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep += 1) {
    for (const [index, { terms, least }] of bounds.entries()) {
      const missing = least - along(terms, point)
      const change = Math.max(-multipliers[index]!, missing / along(terms, directions[index]!))
      if (change === 0) continue
      multipliers[index]! += change
      for (let variable = 0; variable < size; variable += 1) point[variable]! += change * directions[index]![variable]!
    }
    if (sweep % 20 === 0 && dual() >= enough) break
  }
  return dual()
}

/** The cost of a point. */
export function costOf(squares: readonly Square[], point: ArrayLike<number>): number {
  return squares.reduce((cost, { terms, constant, weight }) => cost + weight * (along(terms, point) + constant) ** 2, 0)
}

function along(terms: Terms, point: ArrayLike<number>): number {
  let sum = 0
  for (const [index, factor] of terms) sum += factor * point[index]!
  return sum
}

/** By Gauss and Jordan; the matrix is positive definite, so that no pivot is 0. */
function inverseOf(matrix: readonly Float64Array[]): number[][] {
  const size = matrix.length
  const rows = matrix.map((row, index) => [...row, ...Array.from(row, (_, column) => (column === index ? 1 : 0))])
  for (let pivot = 0; pivot < size; pivot += 1) {
    const scale = rows[pivot]![pivot]!
    rows[pivot] = rows[pivot]!.map((value) => value / scale)
    for (let row = 0; row < size; row += 1) {
      const factor = rows[row]![pivot]!
      if (row === pivot || factor === 0) continue
      rows[row] = rows[row]!.map((value, column) => value - factor * rows[pivot]![column]!)
    }
  }
  return rows.map((row) => row.slice(size))
}

function dot(one: readonly number[], other: Float64Array): number {
  return one.reduce((sum, value, index) => sum + value * other[index]!, 0)
}
