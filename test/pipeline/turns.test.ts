import { expect, test } from 'vitest'
import { turns } from '../../src/pipeline/turns.ts'
import { settled } from '../rig/held.ts'

/** Work of these ranks that waits for its turn; `inside` is what has been let in, in order. */
async function queue(width: number, ranks: readonly number[]) {
  const wait = turns(width)
  const inside: number[] = []
  const leaves: (() => void)[] = []
  for (const rank of ranks) {
    void wait(rank).then((leave) => {
      inside.push(rank)
      leaves.push(leave)
    })
  }
  await settled()
  return {
    inside,
    leave: async () => {
      leaves.shift()?.()
      await settled()
    },
  }
}

test('lets so many in at a time', async () => {
  const { inside, leave } = await queue(2, [0, 0, 0, 0])
  expect(inside).toHaveLength(2)
  await leave()
  expect(inside).toHaveLength(3)
  await leave()
  await leave()
  expect(inside).toHaveLength(4)
})

test('the lowest rank first, and within it who came first', async () => {
  const { inside, leave } = await queue(1, [2, 1, 2, 0, 1])
  for (let left = 0; left < 4; left++) await leave()
  expect(inside).toEqual([2, 0, 1, 1, 2])
})

test('who comes late with a low rank does not put out who is in', async () => {
  const { inside } = await queue(1, [1, 0])
  expect(inside).toEqual([1])
})
