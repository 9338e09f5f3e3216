import { DeepgramError, DeepgramTimeoutError } from '@deepgram/sdk'
import { expect, test } from 'vitest'
import { deepgramTrouble } from '../../../src/providers/deepgram/trouble.ts'

const SECRET = 'what people said'

function refused(statusCode: number, body: unknown, headers: Record<string, string> = {}) {
  const rawResponse = { headers: new Headers(headers) } as unknown as NonNullable<DeepgramError['rawResponse']>
  return new DeepgramError({ statusCode, body, rawResponse })
}

test.each([
  [401, 'INVALID_AUTH', 'auth', false],
  [403, 'INSUFFICIENT_PERMISSIONS', 'refused', false], // A model that there is not, or that the account may not use.
  [403, 'INVALID_AUTH', 'auth', false],
  [402, 'ASR_PAYMENT_REQUIRED', 'credit', false],
  [408, 'SLOW_UPLOAD', 'timeout', true],
  [413, 'PAYLOAD_TOO_LARGE', 'refused', false],
  [415, 'UNSUPPORTED_MEDIA_TYPE', 'refused', false],
  [429, 'TOO_MANY_REQUESTS', 'busy', true],
])('reads HTTP %d %s', (status, code, kind, retryable) => {
  const error = refused(status, { err_code: code, err_msg: SECRET, request_id: 'id-1' })
  expect(deepgramTrouble(error)).toEqual({
    status,
    kind,
    retryable,
    what: `HTTP ${status}, ${code}`,
    requestId: 'id-1',
  })
})

test('takes the request from the header, and how long to wait', () => {
  const error = refused(429, { err_code: 'x' }, { 'dg-request-id': 'id-2', 'retry-after': '3' })
  expect(deepgramTrouble(error)).toMatchObject({ requestId: 'id-2', retryAfter: 3, what: 'HTTP 429' })
})

test.each(['just text', { category: SECRET, message: SECRET }, { err_code: 7 }, null, undefined])(
  'passes no prose on: %j',
  (body) => {
    expect(JSON.stringify(deepgramTrouble(refused(400, body)))).not.toContain(SECRET)
    expect(deepgramTrouble(refused(400, body))).toMatchObject({ kind: 'refused', what: 'HTTP 400' })
  },
)

test('knows both ways in which the SDK tells of its own timer', () => {
  const timeout = { kind: 'timeout', retryable: true }
  expect(deepgramTrouble(new DeepgramError({ message: '"timeout"', cause: 'timeout' }))).toMatchObject(timeout)
  expect(deepgramTrouble(new DeepgramTimeoutError('too late'))).toMatchObject(timeout)
})

test('finds what the network did beneath what the SDK says', () => {
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
  const error = new DeepgramError({ message: 'fetch failed', cause: new TypeError('fetch failed', { cause: reset }) })
  expect(deepgramTrouble(error)).toEqual({ kind: 'unreachable', retryable: true, what: 'connection reset' })
})

test('an error whose status was lost may pass', () => {
  expect(deepgramTrouble(new DeepgramError({ message: `Unexpected token ${SECRET}` }))).toEqual({
    kind: 'nonsense',
    retryable: true,
    requestId: undefined,
    what: '',
  })
})

test('leaves bugs alone', () => {
  for (const error of [new TypeError('x is not a function'), 'words', undefined]) {
    expect(deepgramTrouble(error)).toBeUndefined()
  }
})
