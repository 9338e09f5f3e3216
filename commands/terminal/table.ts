import { textWidth } from './text-width.ts'

/** Rows of cells as aligned columns, two spaces apart; the first row is the head. Numbers stand to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ''))))
  const numeric = widths.map((_, column) => rows.slice(1).every((row) => /^[-−\d.,:%$ ]*$/.test(row[column] ?? '')))
  const lines = rows.map((row) =>
    row.map((cell, column) => pad(cell, widths[column] ?? 0, numeric[column] ?? false)).join('  '),
  )
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

function pad(cell: string, width: number, toTheRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(cell)))
  return toTheRight ? space + cell : cell + space
}
