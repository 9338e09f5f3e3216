import { expect, test } from 'vitest'
import { takingTurns } from '../../../src/jobs/service/taking-turns.ts'

test('no more run at once than may; who waits comes in order, also after one that failed', async () => {
  const inTurn = takingTurns(2)
  const begun: number[] = []
  const held = Array.from({ length: 5 }, () => Promise.withResolvers<number>())
  const results = held.map(({ promise }, index) =>
    inTurn(() => {
      begun.push(index)
      return promise
    }).catch((error: unknown) => error),
  )
  expect(begun).toEqual([0, 1])
  held[1]!.reject('broken')
  expect(await results[1]).toBe('broken')
  expect(begun).toEqual([0, 1, 2])
  held[0]!.resolve(10)
  held[2]!.resolve(12)
  expect(await Promise.all([results[0], results[2]])).toEqual([10, 12])
  expect(begun).toEqual([0, 1, 2, 3, 4])
  held[3]!.resolve(13)
  held[4]!.resolve(14)
  expect(await Promise.all([results[3], results[4]])).toEqual([13, 14])
  expect(await inTurn(async () => 15)).toBe(15)
})
