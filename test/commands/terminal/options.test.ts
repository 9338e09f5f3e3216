import { InvalidArgumentError } from 'commander'
import { describe, expect, test } from 'vitest'
import { collected, commaList, count, decibelsBeneath, numberBetween } from '../../../commands/terminal/options.ts'

describe('a list with commas', () => {
  test('is the same as the flag repeated', () => {
    expect(commaList('es, fr ,de', undefined)).toEqual(['es', 'fr', 'de'])
    expect(commaList('fr', commaList('es', undefined))).toEqual(['es', 'fr'])
  })

  test.each(['', ',', 'es,', ',es', 'es,,fr', ' '])('%j lacks a name', (text) => {
    expect(() => commaList(text, undefined)).toThrow(InvalidArgumentError)
  })
})

test('a repeated flag is a list', () => {
  expect(collected('b', collected('a', undefined))).toEqual(['a', 'b'])
})

describe('levels', () => {
  test.each([
    ['-18dB', -18],
    ['-18 dB', -18],
    ['-18', -18],
    ['-12', -12],
    ['-12.5DB', -12.5],
    ['-60dB', -60],
  ])('%j is one', (text, level) => {
    expect(decibelsBeneath(text)).toBe(level)
  })

  test.each(['', '0', '-11dB', '3dB', '-61', 'quiet', '-18 dBFS', '--18', '-1e1'])('%j is none', (text) => {
    expect(() => decibelsBeneath(text)).toThrow('from -60dB to -12dB')
  })
})

describe('numbers', () => {
  test.each([
    ['1', 1],
    ['1.25', 1.25],
    ['2', 2],
    [' 1.5 ', 1.5],
  ])('%j is between 1 and 2', (text, number) => {
    expect(numberBetween(1, 2)(text)).toBe(number)
  })

  test.each(['', ' ', '0.99', '2.01', 'fast', 'NaN', 'Infinity', '1,5', '1.5x'])('%j is not', (text) => {
    expect(() => numberBetween(1, 2)(text)).toThrow('a number from 1 to 2')
  })

  test.each(['0', '-1', '1.5', '', 'two', '1e30'])('%j is no count', (text) => {
    expect(() => count(text)).toThrow(InvalidArgumentError)
  })

  test('a count is a whole number from one on', () => {
    expect([count('1'), count('42')]).toEqual([1, 42])
  })
})
