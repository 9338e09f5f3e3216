import { expect, test } from 'vitest'
import { backoff } from '../../../src/providers/calls/backoff.ts'
import { troubleByCause } from '../../../src/providers/calls/trouble-by-cause.ts'
import { troubleByStatus } from '../../../src/providers/calls/trouble-by-status.ts'
import { waitAskedFor } from '../../../src/providers/calls/wait-asked-for.ts'

test.each([
  [400, 'refused', false],
  [401, 'auth', false],
  [402, 'credit', false],
  [403, 'auth', false],
  [404, 'refused', false],
  [408, 'timeout', true],
  [409, 'broken', true],
  [413, 'refused', false],
  [415, 'refused', false],
  [422, 'refused', false],
  [429, 'busy', true],
  [500, 'broken', true],
  [502, 'broken', true],
  [503, 'broken', true],
  [504, 'broken', true],
])('HTTP %d is %s', (status, kind, retryable) => {
  expect(troubleByStatus(status)).toEqual({ status, kind, retryable, what: `HTTP ${status}` })
})

const caused = (code: string, ...around: string[]) =>
  around.reduce<Error>(
    (cause, message) => new TypeError(message, { cause }),
    Object.assign(new Error('read'), { code }),
  )

test.each([
  [caused('ECONNREFUSED', 'fetch failed'), 'unreachable', true, 'connection refused'],
  [caused('ECONNRESET', 'fetch failed', 'Connection error.'), 'unreachable', true, 'connection reset'],
  [caused('EAI_AGAIN', 'fetch failed'), 'unreachable', true, 'the name of the host cannot be looked up'],
  [caused('UND_ERR_HEADERS_TIMEOUT', 'fetch failed'), 'timeout', true, ''],
  [caused('HPE_INVALID_CONSTANT', 'fetch failed'), 'nonsense', true, 'no HTTP answer'],
  [caused('DEPTH_ZERO_SELF_SIGNED_CERT', 'fetch failed'), 'untrusted', false, 'its certificate is not trusted'],
  [caused('CERT_HAS_EXPIRED', 'fetch failed'), 'unreachable', false, 'its certificate has expired'],
  [new TypeError('fetch failed', { cause: new Error('bad port') }), 'unreachable', false, 'no port for HTTP'],
  [new TypeError('terminated'), 'unreachable', true, 'answer cut off'],
  [
    new TypeError('fetch failed', { cause: new AggregateError([caused('ECONNREFUSED'), caused('ENETUNREACH')]) }),
    'unreachable',
    true,
    'connection refused',
  ],
] as const)('finds the network to blame: %o', (error, kind, retryable, what) => {
  expect(troubleByCause(error)).toEqual({ kind, retryable, what })
})

test('finds nothing of the network in a bug, nor in a chain that bites its tail', () => {
  const circle = new Error('a')
  circle.cause = circle
  for (const error of [new TypeError('x is not a function'), circle, 'words', undefined]) {
    expect(troubleByCause(error)).toBeUndefined()
  }
})

test.each([
  [{ 'retry-after': '7' }, { retryAfter: 7 }],
  [{ 'retry-after': '0.5' }, { retryAfter: 0.5 }],
  [{ 'retry-after-ms': '250', 'retry-after': '1' }, { retryAfter: 0.25 }],
  [{ 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT', date: 'Sun, 22 Nov 2026 10:00:00 GMT' }, { retryAfter: 30 }],
  [{ 'retry-after': 'Sun, 22 Nov 2026 10:00:00 GMT', date: 'Sun, 22 Nov 2026 10:00:30 GMT' }, { retryAfter: 0 }],
  [{ 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' }, { retryAt: Date.UTC(2026, 10, 22, 10, 0, 30) }],
  [{ 'retry-after': 'soon' }, {}],
  [{ 'retry-after': '-5', date: 'x' }, {}],
  [{}, {}],
])('reads %j', (headers, asked) => {
  expect(waitAskedFor(new Headers(headers as Record<string, string>))).toEqual(asked)
})

test('waits anything up to a bound that doubles, and 20 seconds at most', () => {
  expect([1, 2, 3, 4, 5, 6, 20].map((tries) => backoff(tries, () => 1))).toEqual([1, 2, 4, 8, 16, 20, 20])
  expect(backoff(4, () => 0)).toBe(0)
  expect(backoff(4, () => 0.25)).toBe(2)
})
