import { expect, test } from 'vitest'
import { mayEnd, newState, pathFor, readCallback, readPasted } from '../../../src/remote/session/callback.ts'

const STATE = newState()
const address = (query: string, state = STATE) => new URL(`http://127.0.0.1:4711${pathFor(state)}${query}`)

test('states are long and never the same', () => {
  expect(new Set(Array.from({ length: 100 }, newState)).size).toBe(100)
  expect(STATE).toMatch(/^[\w-]{32}$/)
})

test.each([
  ['?code=abc', { code: 'abc' }],
  ['?code=abc&sb_flow_id=1', { code: 'abc' }],
  ['?error=access_denied&error_description=No+thanks', { refused: 'No thanks' }],
  ['?error=access_denied', { refused: 'access_denied' }],
  ['?error=access_denied&code=abc', { refused: 'access_denied' }],
  ['?code=', undefined],
  ['', undefined],
])('%s', (query, callback) => {
  expect(readCallback(address(query), STATE)).toEqual(callback)
})

test('only the address that was given out counts', () => {
  expect(readCallback(address('?code=abc', newState()), STATE)).toBeUndefined()
  expect(readCallback(address('?code=abc', ''), STATE)).toBeUndefined()
  expect(readCallback(new URL(`http://127.0.0.1/?code=abc&state=${STATE}`), STATE)).toBeUndefined()
})

const CODE = '0b6f4f6e-3c5d-4c86-9b0e-8d1f2a3b4c5d'

test.each([[address(`?code=${CODE}`).href], [` ${address(`?code=${CODE}`).href}\n`], [CODE]])('pasted: %j', (text) => {
  expect(readPasted(text, STATE)).toEqual({ code: CODE })
  expect(mayEnd(text, STATE)).toBe(true)
})

test.each([
  [address('?code=abc', newState()).href],
  ['http://example.org/?code=abc'],
  ['no code'],
  ['yes'],
  [address('').href],
])('pasted, and refused: %j', (text) => {
  expect(mayEnd(text, STATE)).toBe(false)
  expect(() => readPasted(text, STATE)).toThrow(expect.objectContaining({ code: 'auth' }))
})
