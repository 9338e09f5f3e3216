import { EnvHttpProxyAgent, getGlobalDispatcher } from 'undici'
import { expect, test } from 'vitest'
import { allowLongCalls } from '../../../src/providers/calls/allow-long-calls.ts'

test('exchanges the dispatcher of the built-in fetch, once', async () => {
  const before = getGlobalDispatcher()
  await allowLongCalls()
  const long = getGlobalDispatcher()
  expect(long).not.toBe(before)
  expect(long).toBeInstanceOf(EnvHttpProxyAgent)
  await allowLongCalls()
  expect(getGlobalDispatcher()).toBe(long)
})
