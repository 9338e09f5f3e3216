import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonical, type Json } from '../src/json.ts'

/** The same value with the names of every object in another order. */
function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map(shuffled)
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value as Record<string, Json>).map(
    ([name, member]) => [name, shuffled(member)] as const,
  )
  return Object.fromEntries(members.toReversed())
}

describe('canonical', () => {
  test.each([
    [null, 'null'],
    [true, 'true'],
    [-0, '0'],
    [1e21, '1e+21'],
    ['“¿Qué?”\n', '"“¿Qué?”\\n"'],
    [[1, [2, {}]], '[1,[2,{}]]'],
    [{ b: 1, a: { d: null, c: [] } }, '{"a":{"c":[],"d":null},"b":1}'],
  ])('spells %j as %s', (value: Json, text) => {
    expect(canonical(value)).toBe(text)
  })

  test('spells equal values alike, whatever the order of their names', () => {
    const same = (value: Json) => {
      expect(canonical(shuffled(value))).toBe(canonical(value))
    }
    fc.assert(fc.property(fc.jsonValue() as fc.Arbitrary<Json>, same), { seed: 3 })
  })

  test('means what it spells', () => {
    const meant = (value: Json) => {
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>, meant), { seed: 4 })
  })

  test('spells other values otherwise', () => {
    const values: Json[] = [1, '1', [1], { 1: 1 }, null, 'null', [], {}, '', false, 0, [[]], ['a,b'], ['a', 'b']]
    expect(new Set(values.map(canonical)).size).toBe(values.length)
  })

  test('leaves out what is undefined, as JSON does', () => {
    const value = { a: undefined, b: 1 } as unknown as Json
    expect(canonical(value)).toBe('{"b":1}')
  })

  test.each([Number.NaN, Infinity, -Infinity])('refuses %d, which no JSON can hold', (value) => {
    expect(() => canonical({ deep: [value] })).toThrow(TypeError)
  })
})
