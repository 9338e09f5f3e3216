import { expect, test } from 'vitest'
import { type EmulatedVendor, type EmulatorOptions, startEmulator } from './emulator.ts'
import { json } from './faults.ts'

const vendor: EmulatedVendor = {
  tradeOf: (path) => (path === '/slow' ? 'llm' : 'tts'),
  answer: ({ body }) => ({ ...json(200, { heard: body.toString() }), usd: 0.5 }),
  say: (fault) => json(fault.kind === 'too-many' ? 429 : 500, {}),
}
const start = (options?: EmulatorOptions) => startEmulator(vendor, options)
const ask = (url: string, body = 'hello') => fetch(url, { method: 'POST', body })

test('it remembers what it was asked, and what it billed', async () => {
  const over: number[] = []
  await using emulator = await start({ onCall: ({ status }) => over.push(status) })
  expect(await (await ask(`${emulator.url}/v1/x?a=1&a=2`)).json()).toEqual({ heard: 'hello' })
  expect(emulator.calls).toMatchObject([{ method: 'POST', path: '/v1/x', status: 200, trade: 'tts', usd: 0.5 }])
  expect(emulator.calls[0]!.query.getAll('a')).toEqual(['1', '2'])
  expect(emulator.calls[0]!.body.toString()).toBe('hello')
  expect([emulator.usd(), over]).toEqual([0.5, [200]])
})

test('one more than it takes at once is told so, and the rest goes on', async () => {
  await using emulator = await start({ atOnce: { llm: 2 } })
  emulator.latency.llm = 60
  const statuses = await Promise.all([1, 2, 3].map(async () => (await ask(`${emulator.url}/slow`)).status))
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 429])
  expect([emulator.busiest('llm'), emulator.busiest('tts'), emulator.busiest()]).toEqual([3, 0, 3])
  expect(emulator.usd()).toBe(1)
})

test('a fault befalls the calls it is meant for, as often as it is told to', async () => {
  await using emulator = await start()
  emulator.misbehave({ kind: 'status', status: 500 }, { path: /^\/b$/, body: /two/, times: 2 })
  const status = async (path: string, body: string) => (await ask(emulator.url + path, body)).status
  expect(await status('/a', 'two')).toBe(200)
  expect(await status('/b', 'one')).toBe(200)
  expect([await status('/b', 'two'), await status('/b', 'two'), await status('/b', 'two')]).toEqual([500, 500, 200])
  emulator.misbehave({ kind: 'status', status: 500 }, { times: 5 })
  emulator.behave()
  expect(await status('/b', 'two')).toBe(200)
})

test('a share of the calls goes wrong, the same ones with the same seed', async () => {
  const run = async (seed: number) => {
    await using emulator = await start({ seed })
    emulator.misbehave({ kind: 'status', status: 500 }, { share: 0.1 })
    for (let count = 0; count < 300; count++) await (await ask(emulator.url)).text()
    return emulator.calls.map(({ status }) => status)
  }
  const statuses = await run(7)
  const wrong = statuses.filter((status) => status === 500).length
  expect(wrong).toBeGreaterThan(15)
  expect(wrong).toBeLessThan(50)
  expect(await run(7)).toEqual(statuses)
  expect(await run(8)).not.toEqual(statuses)
})

test('while its door is shut whoever comes is refused, and afterwards it is at the same place', async () => {
  await using emulator = await start()
  expect((await ask(emulator.url)).status).toBe(200)
  {
    await using _ = await emulator.shut()
    await expect(ask(emulator.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  }
  expect((await ask(emulator.url)).status).toBe(200)
})

test('closing it ends those who wait for an answer that never comes', async () => {
  const emulator = await start()
  emulator.misbehave({ kind: 'hang-before-headers' })
  const waiting = ask(emulator.url)
  const ended = expect(waiting).rejects.toThrow('fetch failed')
  await expect.poll(() => emulator.calls.length).toBe(1)
  await emulator[Symbol.asyncDispose]()
  await ended
})
