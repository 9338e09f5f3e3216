import { expect, test } from 'vitest'
import { oneEach } from '../../../src/jobs/service/one-each.ts'

test('one of each name runs at once; who waits comes in order, also after one that failed', async () => {
  const inTurn = oneEach()
  const begun: string[] = []
  const held = ['ann', 'ann', 'bob', 'ann'].map((name, index) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const start = Promise.withResolvers<void>()
    const result = inTurn(name, () => {
      begun.push(`${name} ${index}`)
      start.resolve()
      return promise
    }).catch((error: unknown) => error)
    return { resolve, reject, result, started: start.promise }
  })
  await Promise.all([held[0]!.started, held[2]!.started])
  expect(begun).toEqual(['ann 0', 'bob 2'])
  held[0]!.reject('broken')
  expect(await held[0]!.result).toBe('broken')
  await held[1]!.started
  expect(begun).toEqual(['ann 0', 'bob 2', 'ann 1'])
  held[1]!.resolve(1)
  await held[3]!.started
  held[3]!.resolve(3)
  held[2]!.resolve(2)
  expect(await Promise.all([held[1]!.result, held[2]!.result, held[3]!.result])).toEqual([1, 2, 3])
  expect(await inTurn('ann', async () => 4)).toBe(4)
})
