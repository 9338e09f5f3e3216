import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { patientFetch } from '../../../src/remote/session/patient-fetch.ts'
import { settableClock } from '../../rig/settable-clock.ts'

/** A server that answers with one status, or not at all. */
async function serverOf(status: number | 'hang', headers: Record<string, string> = {}) {
  const server = createServer((_request, response) => {
    if (status !== 'hang') response.writeHead(status, headers).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('a call that is not answered ends', async () => {
  await using server = await serverOf('hang')
  const { fetch } = patientFetch(settableClock(), 30)
  await expect(fetch(server.url)).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('failures are handed on while there is patience, and then end the asking', async () => {
  await using server = await serverOf(503)
  const clock = settableClock()
  const { fetch } = patientFetch(clock)
  expect((await fetch(server.url)).status).toBe(503)
  clock.advance(4_999)
  expect((await fetch(server.url)).status).toBe(503)
  clock.advance(1)
  const last = await fetch(server.url)
  expect({ status: last.status, body: await last.json() }).toMatchObject({
    status: 599,
    body: { error_code: 'given_up' },
  })
  expect((await fetch('http://127.0.0.1:9')).status).toBe(599)
})

test('answers are handed on however late it is', async () => {
  await using server = await serverOf(200)
  const clock = settableClock()
  const { fetch } = patientFetch(clock)
  await fetch(server.url)
  clock.advance(60_000)
  expect((await fetch(server.url)).status).toBe(200)
})

test('it remembers how long a 429 asks to wait', async () => {
  await using server = await serverOf(429, { 'retry-after': '7' })
  const { fetch, retryAfter } = patientFetch(settableClock())
  expect(retryAfter()).toBeUndefined()
  expect((await fetch(server.url)).status).toBe(429)
  expect(retryAfter()).toBe(7_000)
})
