/** A symmetric positive definite matrix, of which each row is kept from its first entry to the diagonal. */
export type Skyline = {
  readonly size: number
  /** The column of each row's first entry. */
  readonly first: Int32Array
  /** Where column 0 of each row would be: the entry (row, column) is `values[base[row] + column]`. */
  readonly base: Int32Array
  readonly values: Float64Array
}

/** Makes room for rows that begin at these columns; all entries are 0. */
export function skylineOf(first: Int32Array): Skyline {
  const base = new Int32Array(first.length)
  let used = 0
  for (let row = 0; row < first.length; row += 1) {
    base[row] = used - first[row]!
    used += row - first[row]! + 1
  }
  return { size: first.length, first, base, values: new Float64Array(used) }
}

/**
 * Cholesky's factor of a matrix, in its place: row by row, within the envelope, outside of which nothing fills in.
 * A. George, J. W. Liu, "Computer Solution of Large Sparse Positive Definite Systems" (1981), chapter 4.
 */
export function factor({ size, first, base, values }: Skyline): void {
  for (let row = 0; row < size; row += 1) {
    const own = base[row]!
    const from = first[row]!
    let diagonal = values[own + row]!
    for (let column = from; column < row; column += 1) {
      const other = base[column]!
      let sum = values[own + column]!
      for (let k = Math.max(from, first[column]!); k < column; k += 1) sum -= values[own + k]! * values[other + k]!
      sum /= values[other + column]!
      values[own + column] = sum
      diagonal -= sum * sum
    }
    // Rounding may take a diagonal that is nearly 0 below it; an entry without weight then stays where it is.
    values[own + row] = diagonal > 0 ? Math.sqrt(diagonal) : 1e64
  }
}

/** Solves for one right-hand side, in its place, by a factored matrix. */
export function solveFactored({ size, first, base, values }: Skyline, vector: Float64Array): void {
  for (let row = 0; row < size; row += 1) {
    const own = base[row]!
    let sum = vector[row]!
    for (let k = first[row]!; k < row; k += 1) sum -= values[own + k]! * vector[k]!
    vector[row] = sum / values[own + row]!
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const own = base[row]!
    const value = vector[row]! / values[own + row]!
    vector[row] = value
    for (let k = first[row]!; k < row; k += 1) vector[k]! -= values[own + k]! * value
  }
}
