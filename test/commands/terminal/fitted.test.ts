import { expect, test } from 'vitest'
import { fitted } from '../../../commands/terminal/fitted.ts'
import { table } from '../../../commands/terminal/table.ts'
import { textWidth } from '../../../commands/terminal/text-width.ts'

const ROWS = [
  ['Job', 'Where', 'File', 'Languages', 'Changed'],
  [
    'job_0123456789ab',
    'service',
    'an interview of an hour and a half.wav',
    'es, fr, de, it, pt-BR',
    '2026-11-23 16:23',
  ],
  ['job_ba9876543210', 'here', '録音録音録音録音録音録音録音録音録音.mp3', 'es', '2026-11-22 09:01'],
]
const within = (width: number) => fitted(ROWS, { width, cut: [2, 3], drop: [1, 3, 2] })
const widest = (rows: readonly string[][]) => Math.max(...table(rows).split('\n').map(textWidth))

test('what fits is left as it is', () => {
  expect(within(200)).toEqual(ROWS)
  expect(within(Infinity)).toEqual(ROWS)
})

test('names give way, with a sign, in whole letters; ids and dates never', () => {
  const rows = within(90)
  expect(widest(rows)).toBeLessThanOrEqual(90)
  expect(rows[0]).toEqual(ROWS[0])
  expect(rows[1]).toEqual([
    'job_0123456789ab',
    'service',
    'an interview of an ho…',
    'es, fr, de, it, pt-BR',
    ROWS[1]?.[4],
  ])
  expect(rows[2]?.[2]).toBe('録音録音録音録音録音…')
})

test('then columns are left out, the least important one first', () => {
  expect(within(62)[0]).toEqual(['Job', 'File', 'Languages', 'Changed'])
  expect(within(50)[0]).toEqual(['Job', 'File', 'Changed'])
  expect(within(36)[0]).toEqual(['Job', 'Changed'])
  for (const width of [90, 62, 50, 36]) expect(widest(within(width))).toBeLessThanOrEqual(width)
})
