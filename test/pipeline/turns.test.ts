import { expect, test } from 'vitest'
import { turns } from '../../src/pipeline/turns.ts'
import { settled } from '../rig/held.ts'

test('lets so many in at a time, the lowest rank first, and equals in the order in which they came', async () => {
  const turn = turns(2)
  const inside: string[] = []
  const ways: (() => void)[] = []
  const go = async (name: string, rank: number) => {
    const leave = await turn(rank)
    inside.push(name)
    ways.push(leave)
  }
  const all = Promise.all([go('fr 1', 1), go('fr 2', 1), go('fr 3', 1), go('es 1', 0), go('fr 4', 1), go('es 2', 0)])
  await settled()
  expect(inside).toEqual(['fr 1', 'fr 2'])
  for (let left = 0; left < 4; left++) {
    ways[left]?.()
    await settled()
  }
  await all
  expect(inside).toEqual(['fr 1', 'fr 2', 'es 1', 'es 2', 'fr 3', 'fr 4'])
})
