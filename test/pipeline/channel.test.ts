import { expect, test } from 'vitest'
import { channel } from '../../src/pipeline/sound/channel.ts'
import { settled } from '../rig/held.ts'

/** Notes when a promise is fulfilled. */
function watch(promise: Promise<unknown>) {
  const state = { done: false }
  void promise.then(() => {
    state.done = true
  })
  return state
}

test('gives the reader every item in order, and then the end', async () => {
  const numbers = channel<number>()
  const read = Array.fromAsync(numbers.items)
  for (let number = 0; number < 100; number++) await numbers.push(number)
  numbers.end()
  expect(await read).toEqual(Array.from({ length: 100 }, (_, index) => index))
})

test('the writer waits until its item has been taken, so nothing piles up', async () => {
  const letters = channel<string>()
  const pushed = watch(letters.push('a'))
  await settled()
  expect(pushed.done).toBe(false)
  const reader = letters.items[Symbol.asyncIterator]()
  expect(await reader.next()).toEqual({ done: false, value: 'a' })
  await settled()
  expect(pushed.done).toBe(true)
  const second = watch(letters.push('b'))
  await settled()
  expect(second.done).toBe(false)
  expect(await reader.next()).toEqual({ done: false, value: 'b' })
})

test('a reader who comes first is served when the item comes', async () => {
  const letters = channel<string>()
  const reader = letters.items[Symbol.asyncIterator]()
  const next = reader.next()
  await letters.push('a')
  expect(await next).toEqual({ done: false, value: 'a' })
  letters.end()
  expect((await reader.next()).done).toBe(true)
})

test('a failure reaches the reader, and a writer who waits is let go', async () => {
  const letters = channel<string>()
  const reader = letters.items[Symbol.asyncIterator]()
  const waiting = letters.push('a')
  letters.fail(new Error('the mix broke'))
  await waiting
  await expect(reader.next()).rejects.toThrow('the mix broke')
  await letters.push('dropped')
})

test('a reader who leaves lets the writer go: what it pushes then is dropped', async () => {
  const letters = channel<string>()
  const read = (async () => {
    for await (const letter of letters.items) return letter
    return undefined
  })()
  await letters.push('a')
  await letters.push('b')
  await letters.push('c')
  expect(await read).toBe('a')
})

test('a reader who leaves while the writer waits lets it go too', async () => {
  const letters = channel<string>()
  const reader = letters.items[Symbol.asyncIterator]()
  const first = letters.push('a')
  await reader.next()
  await first
  const second = letters.push('b')
  await reader.return?.()
  await second
})

test('an end before the reader comes is an end', async () => {
  const letters = channel<string>()
  letters.end()
  expect(await Array.fromAsync(letters.items)).toEqual([])
})

test('an item that was pushed right before the end is not lost', async () => {
  const letters = channel<string>()
  void letters.push('a')
  letters.end()
  expect(await Array.fromAsync(letters.items)).toEqual(['a'])
})
