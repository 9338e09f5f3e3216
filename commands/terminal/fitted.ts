import { textWidth } from './text-width.ts'

type Fitting = {
  /** Columns that a terminal has, or whatever else the table is for. */
  readonly width: number
  /** Columns whose texts may be cut, by their place. */
  readonly cut: readonly number[]
  /** Columns that may be left out, the first one first. */
  readonly drop: readonly number[]
}

/** A text is not cut to less than this. */
const LEAST = 12

/**
 * Rows of which a table is not wider than that: what may be cut gives way first, then columns are left out. The rest stays as
 * it is, as an id or a date that is broken can be neither read nor copied.
 */
export function fitted(rows: readonly (readonly string[])[], { width, cut, drop }: Fitting): string[][] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ''))))
  const shown = new Set(widths.keys())
  const taken = (widthOf: (column: number) => number) =>
    [...shown].reduce((sum, column) => sum + widthOf(column) + 2, -2)
  const least = (column: number) => Math.min(widths[column] ?? 0, cut.includes(column) ? LEAST : Infinity)
  for (const column of drop) if (taken(least) > width) shown.delete(column)
  for (const column of cut) {
    const over = taken((each) => widths[each] ?? 0) - width
    if (over > 0) widths[column] = Math.max(least(column), (widths[column] ?? 0) - over)
  }
  return rows.map((row) => [...shown].map((column) => cutTo(row[column] ?? '', widths[column] ?? 0)))
}

function cutTo(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (textWidth(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}
