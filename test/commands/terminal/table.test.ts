import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { table } from '../../../commands/terminal/table.ts'

const rowsOf = (text: string) => text.split('\n').slice(0, -1)

test('aligns columns two spaces apart, texts to the left and numbers to the right', () => {
  const rows = [
    ['File', 'Lines', 'Rate'],
    ['talk.mp3', '7', '1.05'],
    ['a', '1,234', '-2'],
  ]
  expect(rowsOf(table(rows))).toEqual(['File      Lines  Rate', 'talk.mp3      7  1.05', 'a         1,234    -2'])
})

test('by the columns that letters take on a terminal, not by their count', () => {
  const names = ['録音.mp3', 'Übung', '👩‍👩‍👧.wav', 'e\u0301te', '한국어']
  const rows = rowsOf(table([['Name', 'Job'], ...names.map((name) => [name, 'job_1'])]))
  const columns = rows.slice(1).map((row) => stringWidth(row.slice(0, row.indexOf('job_1'))))
  expect(new Set(columns)).toEqual(new Set([Math.max(...names.map((name) => stringWidth(name))) + 2]))
})

test('a column with one text in it is a column of texts', () => {
  expect(rowsOf(table([['N'], ['10'], ['-'], ['failed']]))).toEqual(['N', '10', '-', 'failed'])
  expect(rowsOf(table([['Number'], ['10'], ['-']]))).toEqual(['Number', '    10', '     -'])
})

test('rows that are short or empty do no harm, and nothing trails', () => {
  expect(rowsOf(table([['A', 'B', 'C'], ['x'], ['', '', 'z']]))).toEqual(['A  B  C', 'x', '      z'])
  expect(table([['A']])).toBe('A\n')
})
