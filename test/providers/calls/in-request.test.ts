import { expect, test } from 'vitest'
import { inRequest } from '../../../src/providers/calls/in-request.ts'

test.each([
  ['req_8b6e61b6', ' (request req_8b6e61b6)'],
  ['3e02ebac-5cd5-4144-92e5-b82813f0ccff', ' (request 3e02ebac-5cd5-4144-92e5-b82813f0ccff)'],
  [undefined, ''],
  [null, ''],
  ['', ''],
  ['what somebody said', ''],
  ['x'.repeat(81), ''],
])('%j is told as %j', (id, told) => {
  expect(inRequest(id)).toBe(told)
})
