import { CsvError, parse } from 'csv-parse/sync'
import { Failure } from '../../failure.ts'

/** A row of a list, counted from 1 with the header, as a spreadsheet does, and its cells by column; empty ones are left out. */
export type Row = { readonly row: number; readonly fields: unknown }

const BEGIN = 'Begin with a row such as: file,languages,background,voice,glossary,out'

/**
 * The rows of a CSV file with a header (commas, semicolons or tabs; quotes; a byte order mark).
 * @throws {Failure} `input`, where it is no table with a column `file`.
 */
export function csvRows(text: string, list: string): readonly Row[] {
  const [header = [], ...rows] = recordsOf(text, list)
  const names = header.map((name) => name.toLowerCase())
  if (!names.includes('file')) throw wrong(list, 1, 'the first row must name the columns, and one of them "file"')
  return rows.flatMap((cells, index) => {
    const row = index + 2
    if (cells.every((cell) => cell === '')) return []
    const beyond = cells.slice(names.length).some((cell) => cell !== '')
    if (beyond)
      throw wrong(
        list,
        row,
        `there are ${cells.length} cells under ${names.length} columns`,
        'Put text with a comma into "quotes".',
      )
    return [
      { row, fields: Object.fromEntries(cells.flatMap((cell, at) => (cell === '' ? [] : [[names[at] ?? '', cell]]))) },
    ]
  })
}

function recordsOf(text: string, list: string): readonly string[][] {
  const header = /[^\r\n]*/.exec(text)?.[0] ?? ''
  const count = (separator: string) => header.split(separator).length
  const delimiter = [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best))
  try {
    return parse(text, { bom: true, delimiter, relax_column_count: true, skip_empty_lines: false, trim: true })
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const line = typeof cause['lines'] === 'number' ? cause['lines'] : 1
    throw wrong(list, line, 'the quotes do not match', 'Close every quote; write a quote in quotes twice: ""')
  }
}

function wrong(list: string, row: number, what: string, hint = BEGIN): Failure {
  return new Failure('input', `${JSON.stringify(list)}, row ${row}: ${what}.`, { hint })
}
