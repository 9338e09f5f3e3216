import { expect, test } from 'vitest'
import { collectGarbage } from '../src/heap.ts'

test('what nobody holds any more is gone afterwards', () => {
  const held = new WeakRef({ name: 'long forgotten' })
  return new Promise<void>((resolve) => {
    // In another turn: what a WeakRef was made of or asked for is held until the end of its own.
    setImmediate(() => {
      collectGarbage()
      expect(held.deref()).toBeUndefined()
      resolve()
    })
  })
})
