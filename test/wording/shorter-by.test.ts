import fc from 'fast-check'
import { expect, test } from 'vitest'
import { charactersOver, shorterBy, stepShorter } from '../../src/wording/shorter-by.ts'

test('a line is to be shorter by what is too much and a little, at the pace of its own voice', () => {
  expect(shorterBy('x'.repeat(100), 10, 2)).toEqual({ seconds: 10, wanted: 7.5, characters: 75 })
  expect(shorterBy('x'.repeat(50), 10, 2)).toEqual({ seconds: 10, wanted: 7.5, characters: 37 })
  expect(shorterBy('话'.repeat(20), 4, 1)).toEqual({ seconds: 4, wanted: 2.75, characters: 13 })
  expect(charactersOver('x'.repeat(100), 10, 2)).toBe(20)
})

test('half of a wording is the least that is asked for at once', () => {
  expect(shorterBy('x'.repeat(100), 10, 9)).toEqual({ seconds: 10, wanted: 5, characters: 50 })
})

test('the question stays the same where a line moves by less than is heard', () => {
  expect(shorterBy('x'.repeat(40), 3.018, 0.611)).toEqual(shorterBy('x'.repeat(40), 2.991, 0.604))
  expect(shorterBy('x'.repeat(40), 3, 0.6)).toEqual(shorterBy('x'.repeat(40), 3, 0.45))
})

test('one step shorter asks for a little less, down to where no more is asked for at once', () => {
  const wording = 'x'.repeat(100)
  expect(stepShorter(wording, shorterBy(wording, 10, 2))).toEqual({ seconds: 10, wanted: 7.25, characters: 72 })
  expect(stepShorter(wording, shorterBy(wording, 1, 0.1))).toEqual({ seconds: 1, wanted: 0.7, characters: 70 })
  expect(stepShorter(wording, { seconds: 10, wanted: 4.75, characters: 47 })).toBeUndefined()
  expect(stepShorter('xy', { seconds: 0.2, wanted: 0.1, characters: 1 })).toBeUndefined()
})

test('it is always fewer characters, at least one, and enough where the pace holds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 300 }),
      fc.double({ min: 0.2, max: 40, noNaN: true }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (count, seconds, share) => {
        const { characters, ...aim } = shorterBy('x'.repeat(count), seconds, seconds * share)
        expect(characters).toBeGreaterThanOrEqual(1)
        expect(characters).toBeLessThan(count)
        expect(aim.wanted).toBeLessThanOrEqual(aim.seconds)
        if (share < 0.5 && seconds > 1) {
          expect((characters / count) * seconds).toBeLessThanOrEqual(seconds * (1 - share) + 0.01)
        }
      },
    ),
    { seed: 3, numRuns: 2000 },
  )
})
