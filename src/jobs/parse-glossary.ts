import { CsvError, parse } from 'csv-parse/sync'
import type { Term } from '../dub/glossary.ts'
import { parseLanguage } from '../dub/language.ts'
import { Failure } from '../failure.ts'

type Column =
  | { readonly kind: 'term' | 'note' | 'keep' }
  | { readonly kind: 'translation' | 'say'; readonly language: string }
/** What a cell is called in errors, as a spreadsheet would. Rows count from 1, the header included. */
type Place = { readonly file: string; readonly row: number; readonly column?: string }
type Cell = { readonly column: Column; readonly text: string; readonly place: Place }

const KNOWN =
  'Known are: term, translation (for every language), a language such as es or pt-BR, note, keep (yes: not to be translated), say or say:es (how it is written for a voice).'
const TELL =
  'Write its translation. Or write yes in a column "keep", how it is spoken in a column "say", or what it means in a column "note".'
const BEGIN = `Begin with a row such as: term,translation,note. ${KNOWN}`
const YES = new Set(['yes', 'y', 'x', 'true', '1'])
const NO = new Set(['', 'no', 'n', 'false', '0'])

/**
 * The terms of a glossary: CSV with a header, as spreadsheets write it (commas, semicolons or tabs; quotes; a byte order
 * mark). `file` is its name, for errors.
 * @throws {Failure} `input`; it names the row and the column, and the hint is the mend.
 */
export function parseGlossary(text: string, file: string): readonly Term[] {
  const [header, ...rows] = recordsOf(text, file)
  if (header === undefined || header.every((name) => name === '')) {
    throw wrong({ file, row: 1 }, 'there is no header', BEGIN)
  }
  if (!header.some((name) => name.toLowerCase() === 'term')) {
    throw wrong({ file, row: 1 }, 'the first row must name the columns, and one of them "term"', BEGIN)
  }
  const columns = columnsOf(header, file)
  const seen = new Map<string, number>()
  return rows.flatMap((cells, index) => {
    const place = { file, row: index + 2 }
    if (cells.every((cell) => cell === '')) return []
    if (cells.slice(columns.length).some((cell) => cell !== '')) {
      throw wrong(
        place,
        `there are ${cells.length} cells under ${columns.length} columns`,
        'Put text with a comma into "quotes".',
      )
    }
    const term = termOf(
      columns.map((column, at) => cell(column, cells[at] ?? '', { ...place, column: header[at] ?? '' })),
    )
    unique(term.term, seen, place)
    return [{ ...term, row: place.row }]
  })
}

function recordsOf(text: string, file: string): readonly string[][] {
  // Spreadsheets may say first what they separate cells with.
  const [mark, separator] = /^\uFEFF?sep=(.)\r?\n/i.exec(text) ?? []
  const table = text.slice(mark?.length ?? 0)
  try {
    const records: string[][] = parse(table, {
      bom: true,
      delimiter: separator ?? separatorOf(table),
      relax_column_count: true,
      skip_empty_lines: false,
      trim: true,
    })
    return records.map((record) =>
      record.map((each) =>
        each
          .normalize('NFC')
          .replace(/[\s\p{Cc}]+/gu, ' ')
          .trim(),
      ),
    )
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const line = typeof cause['lines'] === 'number' ? cause['lines'] : 1
    throw wrong({ file, row: line }, 'the quotes do not match', 'Close every quote; write a quote in quotes twice: ""')
  }
}

/** Whatever the header has most of. */
function separatorOf(text: string): string {
  const header = /[^\r\n]*/.exec(text.trimStart())?.[0] ?? ''
  const count = (separator: string) => header.split(separator).length
  return [',', ';', '\t'].reduce((best, separator) => (count(separator) > count(best) ? separator : best))
}

function columnsOf(header: readonly string[], file: string): readonly Column[] {
  const columns = header.map((name, at): Column | undefined => {
    if (name === '' && at === header.length - 1) return undefined // A separator at the end of each row.
    const column = columnOf(name)
    if (column !== undefined) return column
    throw wrong({ file, row: 1, column: name }, 'there is no such column', KNOWN)
  })
  const known = columns.filter((column) => column !== undefined)
  const keys = known.map((column) => JSON.stringify(column))
  const double = keys.findIndex((key, at) => keys.indexOf(key) !== at)
  if (double !== -1) {
    throw wrong({ file, row: 1, column: header[double] ?? '' }, 'the column is there twice', 'Keep one of the two.')
  }
  return known
}

function columnOf(name: string): Column | undefined {
  const plain = name.toLowerCase()
  if (plain === 'term' || plain === 'note' || plain === 'keep') return { kind: plain }
  if (plain === 'translation') return { kind: 'translation', language: '*' }
  if (plain === 'say') return { kind: 'say', language: '*' }
  const [, say, tag = ''] = /^(say\s*:)?\s*([\w-]+)$/i.exec(name) ?? []
  try {
    return { kind: say === undefined ? 'translation' : 'say', language: parseLanguage(tag) }
  } catch {
    return undefined
  }
}

function cell(column: Column, text: string, place: Place): Cell {
  return { column, text, place }
}

function termOf(cells: readonly Cell[]): Term {
  const find = (kind: Column['kind']) => cells.find(({ column }) => column.kind === kind)
  const term = find('term')?.text ?? ''
  if (term === '') throw wrong(cells[0]!.place, 'the term is empty', 'Write the term as it is in the source.', 'term')
  const keep = find('keep')
  const given = byLanguage(cells, 'translation')
  const translations = isKept(keep, given) ? { '*': term } : given
  const said = byLanguage(cells, 'say')
  const note = find('note')?.text || null
  const untold = Object.keys({ ...translations, ...said }).length === 0 && note === null
  const empty = find('translation')
  if (untold && empty !== undefined) throw wrong(empty.place, 'the translation is empty', TELL)
  return { term, translations, said, note }
}

function isKept(keep: Cell | undefined, translations: Term['translations']): boolean {
  const answer = keep?.text.toLowerCase() ?? ''
  if (keep === undefined || NO.has(answer)) return false
  if (!YES.has(answer)) {
    throw wrong(keep.place, `${JSON.stringify(keep.text)} is neither yes nor no`, 'Write yes, or leave it empty.')
  }
  if (Object.keys(translations).length === 0) return true
  throw wrong(keep.place, 'the term is to be kept and has a translation too', 'Empty one of the two cells.')
}

function byLanguage(cells: readonly Cell[], kind: 'translation' | 'say'): { readonly [language: string]: string } {
  return Object.fromEntries(
    cells.flatMap(({ column, text }) => (column.kind === kind && text !== '' ? [[column.language, text]] : [])),
  )
}

/** `IT` and `it` may be two terms, `Server` and `server` are one. */
function unique(term: string, seen: Map<string, number>, { file, row }: Place): void {
  const key = /\S\p{Lu}/u.test(term) ? term : term.toLowerCase()
  const earlier = seen.get(key)
  seen.set(key, row)
  if (earlier === undefined) return
  throw wrong(
    { file, row, column: 'term' },
    `${JSON.stringify(term)} is in row ${earlier} already`,
    'Keep one of the two rows.',
  )
}

function wrong({ file, row, column }: Place, what: string, hint: string, named = column): Failure {
  const where = named === undefined ? `row ${row}` : `row ${row}, column ${JSON.stringify(named)}`
  return new Failure('input', `${JSON.stringify(file)}, ${where}: ${what}.`, { hint })
}
