import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const OWN = pathToFileURL(join(import.meta.dirname, '../../bin/disposable-stack.mjs')).href

test('what Node 22 is given for AsyncDisposableStack closes all, last first, and throws the first error', async () => {
  const native = globalThis.AsyncDisposableStack
  await import(OWN)
  const Own = globalThis.AsyncDisposableStack
  globalThis.AsyncDisposableStack = native
  const closed: string[] = []
  const resource = (name: string) => ({ [Symbol.asyncDispose]: async () => void closed.push(name) })
  const mine = new RangeError('mine')

  const stack = new Own()
  expect(stack.use(resource('first'))).toBeDefined()
  stack.defer(() => {
    closed.push('second')
    throw mine
  })
  stack.use({ [Symbol.dispose]: () => void closed.push('third') })
  const moved = stack.move()
  await stack.disposeAsync()
  expect(closed).toEqual([])
  await expect(moved[Symbol.asyncDispose]()).rejects.toBe(mine)
  expect(closed).toEqual(['third', 'second', 'first'])
  await moved.disposeAsync()
  expect(closed).toHaveLength(3)
})
