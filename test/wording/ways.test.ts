import { expect, test } from 'vitest'
import { anyWay, partsOf } from '../../src/wording/ways.ts'

const TIME = anyWay([String.raw`(?<hour>\d+)h(?<minute>\d+)`, String.raw`(?<=at )(?<hour>\d+)`])

test('a pattern of several ways has no name twice, which Node 22 would refuse', () => {
  const names = [...TIME.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name)
  expect(names).toHaveLength(3)
  expect(new Set(names).size).toBe(3)
})

test.each([
  ['by 14h30', { hour: '14', minute: '30' }],
  ['at 9', { hour: '9' }],
])('%s is found by its way, under plain names', (text, parts) => {
  expect(partsOf(new RegExp(TIME).exec(text)?.groups)).toEqual(parts)
})
