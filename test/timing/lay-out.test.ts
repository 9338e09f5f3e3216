import fc from 'fast-check'
import { expect, test } from 'vitest'
import { breakText } from '../../src/timing/break-text.ts'
import { layOut } from '../../src/timing/lay-out.ts'
import { readingOf } from '../../src/timing/reading.ts'
import { RUNS } from './instances.ts'

const rowsOf = (text: string, pace = 0.06): (readonly string[])[] =>
  layOut(breakText(text, readingOf('en')), { width: 42, pace, shortest: 0.83, longest: 7 }).map(({ rows }) => rows)

test('what fits on one row stays on it', () => {
  expect(rowsOf('Well, that is what I would have said.')).toEqual([['Well, that is what I would have said.']])
})

test('rows are balanced', () => {
  expect(rowsOf('one two three four five six seven eight nine ten')).toEqual([
    ['one two three four five', 'six seven eight nine ten'],
  ])
})

test('but rather end with a clause', () => {
  expect(rowsOf('Had anyone asked me about it, I would have told them.')).toEqual([
    ['Had anyone asked me about it,', 'I would have told them.'],
  ])
})

test('or before a conjunction, and never between an article or a preposition and its noun', () => {
  expect(rowsOf('it was already dark and none of us had a lamp')).toEqual([
    ['it was already dark', 'and none of us had a lamp'],
  ])
  expect(rowsOf('It had already got dark outside and we had no lamp')).toEqual([
    ['It had already got dark outside', 'and we had no lamp'],
  ])
  expect(rowsOf('He has always lived in the old house on the hill')).toEqual([
    ['He has always lived', 'in the old house on the hill'],
  ])
  expect(rowsOf('Nobody in our town had ever seen John Smith again.')).toEqual([
    ['Nobody in our town', 'had ever seen John Smith again.'],
  ])
})

test('no sentence ends inside one of two rows, if it can stand alone', () => {
  const text = 'They could not see the other side. So we waited until the morning came, with all the others.'
  expect(rowsOf(text)).toEqual([
    ['They could not see the other side.'],
    ['So we waited until the morning came,', 'with all the others.'],
  ])
  expect(rowsOf('Yes. I have told him so.')).toEqual([['Yes. I have told him so.']])
})

test('captions end with sentences and clauses where they can', () => {
  const text =
    'When they came to the river at last, it was dark. They could not see the other side, and no one had a lamp.'
  expect(rowsOf(text).map((rows) => rows.join(' '))).toEqual([
    'When they came to the river at last, it was dark.',
    'They could not see the other side, and no one had a lamp.',
  ])
})

test('what takes longer to say than a caption may be shown becomes two', () => {
  const text = 'one two three four five six seven eight nine ten eleven'
  expect(rowsOf(text, 0.1)).toHaveLength(1)
  expect(rowsOf(text, 0.2)).toHaveLength(2)
})

test('no units, no captions', () => {
  expect(layOut([], { width: 42, pace: 1, shortest: 0.83, longest: 7 })).toEqual([])
})

test('every unit is laid out once and in order, on at most two rows that hold it', () => {
  const words = fc.array(
    fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom('a', 'b', 'c', ',', '.', ';') }),
    {
      maxLength: 60,
    },
  )
  fc.assert(
    fc.property(words, fc.double({ min: 0, max: 1, noNaN: true }), (parts, pace) => {
      const text = parts.join(' ')
      const rows = text === '' ? [] : rowsOf(text, pace)
      expect(rows.map((each) => each.join(' ')).join(' ')).toBe(text)
      expect(rows.every((each) => each.length <= 2 && each.every((row) => row !== '' && row.length <= 42))).toBe(true)
    }),
    { ...RUNS, numRuns: 1000 },
  )
})
