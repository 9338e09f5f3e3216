import { expect, test } from 'vitest'
import { newState, pathFor, readCallback, readPasted } from '../../../src/remote/session/callback.ts'

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

test.each([[address('?code=abc').href], [` ${address('?code=abc').href}\n`], ['abc']])('pasted: %j', (text) => {
  expect(readPasted(text, STATE)).toEqual({ code: 'abc' })
})

test.each([[address('?code=abc', newState()).href], ['http://example.org/?code=abc'], ['no code'], [address('').href]])(
  'pasted, and refused: %j',
  (text) => {
    expect(() => readPasted(text, STATE)).toThrow(expect.objectContaining({ code: 'auth' }))
  },
)
