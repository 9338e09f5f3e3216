import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createApi } from '../../src/api/app.ts'
import { type Listening, listen } from '../../src/api/listen.ts'
import { Failure } from '../../src/failure.ts'
import { type FakeService, openFakeService } from '../rig/fake-service.ts'
import { ask } from './ask.ts'

const ID = 'job_0123456789ab'

/** The service on a socket. */
async function openListening(limits: Parameters<typeof openFakeService>[0] = {}) {
  const service = await openFakeService(limits)
  const listening = await listen(service.api, { port: 0, host: '127.0.0.1' })
  return {
    service,
    listening,
    async [Symbol.asyncDispose]() {
      service.closing.abort()
      await listening.drain(AbortSignal.abort())
      await service[Symbol.asyncDispose]()
    },
  }
}

/** A client of a job's events. `until` reads on to the first frame that says so; frames that were read are kept. */
async function follow({ url }: Listening, { as = 'ann', after }: { as?: string; after?: string } = {}) {
  const cut = new AbortController()
  const headers = { authorization: `Bearer ${as}`, ...(after !== undefined && { 'last-event-id': after }) }
  const response = await fetch(`${url}/api/jobs/${ID}/events`, { headers, signal: cut.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const frames: string[] = []
  let rest = ''
  const next = async () => {
    while (!rest.includes('\n\n')) {
      const read = await reader?.read()
      if (!read || read.done) return undefined
      rest += read.value
    }
    const [frame = '', ...others] = rest.split('\n\n')
    rest = others.join('\n\n')
    frames.push(frame)
    return frame
  }
  return {
    response,
    frames,
    leave: () => cut.abort(),
    async until(text: string) {
      for (let frame = await next(); frame !== undefined; frame = await next()) if (frame.includes(text)) return frame
      throw new Error(`The stream ended without ${text}.`)
    },
    async toTheEnd() {
      while ((await next()) !== undefined);
      return frames.filter((frame) => !frame.startsWith(':')).map((frame) => /^id: (\d+)/.exec(frame)?.[1])
    },
  }
}

/** Resolves once nobody follows the job any more. */
async function abandoned(service: FakeService): Promise<void> {
  while (service.followersOf(ID) > 0) await new Promise((resolve) => setImmediate(resolve))
}

test('events so far, then those that come, until the job has ended', async () => {
  await using opened = await openListening()
  const { service, listening } = opened
  const job = service.put({ id: ID, status: 'processing' })
  service.tell(ID, 'job', 'begun')
  service.tell('job_ffffffffffff', 'job', 'another’s')
  const client = await follow(listening)
  expect(client.response.headers.get('content-type')).toContain('text/event-stream')
  expect(await client.until('begun')).toBe(
    `id: 1\nevent: job\ndata: {"id":1,"job_id":"${ID}","type":"job","message":"begun","metadata":{},"created_at":"2026-01-02T03:04:05.000Z"}`,
  )
  service.tell(ID, 'task', 'one line\nand another')
  expect(await client.until('another')).toContain(String.raw`one line\nand another`)
  service.put({ ...job, status: 'complete' })
  service.tell(ID, 'job', 'complete')
  expect(await client.toTheEnd()).toEqual(['1', '3', '4'])
  await abandoned(service)
})

test('a client that comes back goes on after the last event that it has; when all were read, it is told to stop', async () => {
  await using opened = await openListening()
  const { service, listening } = opened
  service.put({ id: ID, status: 'complete' })
  for (let event = 0; event < 250; event++) service.tell(ID, 'task', `${event}`)
  const ids = await (await follow(listening, { after: '20' })).toTheEnd()
  expect(ids).toEqual(Array.from({ length: 230 }, (_, index) => String(index + 21)))
  const done = await follow(listening, { after: '250' })
  expect(done.response.status).toBe(204)
  for (const after of ['x', '-1', '1.5', '99999999999999999999']) {
    expect((await follow(listening, { after })).response.status).toBe(400)
  }
  expect((await follow(listening, { as: 'bob' })).response.status).toBe(404)
})

test('an event that is told while the earlier ones are read is not missed', async () => {
  await using service = await openFakeService()
  const job = service.put({ id: ID, status: 'processing' })
  const api = createApi({
    ...service.parts,
    jobsOf: (claims) => {
      const jobs = service.parts.jobsOf(claims)
      return {
        ...jobs,
        async events(id, after, limit) {
          const events = await jobs.events(id, after, limit)
          if (service.events.length === 0) {
            service.put({ ...job, status: 'complete' })
            service.tell(ID, 'job', 'complete')
          }
          return events
        },
      }
    },
  })
  const own = await listen(api, { port: 0, host: '127.0.0.1' })
  expect(await (await follow(own)).toTheEnd()).toEqual(['1'])
  await own.drain(AbortSignal.abort())
})

describe('a stream', () => {
  test('says that it lives, and finds by itself that a job has ended whose news was lost', async () => {
    await using opened = await openListening({ heartbeat: 0.01 })
    const { service, listening } = opened
    const job = service.put({ id: ID, status: 'processing' })
    const client = await follow(listening)
    await client.until(': still here')
    service.put({ ...job, status: 'error' })
    expect(await client.toTheEnd()).toEqual([])
  })

  test('that its client leaves lets go of everything', async () => {
    await using opened = await openListening()
    const { service, listening } = opened
    service.put({ id: ID, status: 'processing' })
    const client = await follow(listening)
    await client.until('begin')
    expect(service.followersOf(ID)).toBe(1)
    client.leave()
    await abandoned(service)
    expect(await (await ask(service, 'GET /metrics')).text()).toContain('ytdub_event_streams 0')
  })

  test('ends with the access token that it was asked for with', async () => {
    await using opened = await openListening({ heartbeat: 0.01 })
    const { service } = opened
    service.put({ id: ID, status: 'processing' })
    const verify = async (token: string) => ({
      ...(await service.parts.verify(token)),
      exp: service.clock.now() / 1000 + 60,
    })
    const own = await listen(createApi({ ...service.parts, verify }), { port: 0, host: '127.0.0.1' })
    const client = await follow(own)
    await client.until(': still here')
    service.clock.advance(60_000)
    await client.toTheEnd()
    await abandoned(service)
    await own.drain(AbortSignal.abort())
  })

  test('is cut off where its client does not read, and no more than one page of events is kept for it', async () => {
    await using service = await openFakeService({ patience: 0.02 })
    service.put({ id: ID, status: 'processing' })
    for (let event = 0; event < 1000; event++) service.tell(ID, 'task', `${event}`)
    let pages = 0
    const jobsOf: typeof service.parts.jobsOf = (claims) => {
      const jobs = service.parts.jobsOf(claims)
      const events: typeof jobs.events = (...asked) => {
        pages += 1
        return jobs.events(...asked)
      }
      return { ...jobs, events }
    }
    const response = await ask({ api: createApi({ ...service.parts, jobsOf }) }, `GET /api/jobs/${ID}/events`)
    const reader = response.body!.getReader()
    for (let frame = 0; frame < 3; frame++) await reader.read()
    await abandoned(service)
    const rest = async () => {
      while (!(await reader.read()).done);
    }
    await expect(rest()).rejects.toMatchObject({ name: 'AbortError' })
    expect(pages).toBe(1)
  })

  test('breaks off where the database does, to be taken up again', async () => {
    await using service = await openFakeService()
    service.put({ id: ID, status: 'processing' })
    const jobsOf: typeof service.parts.jobsOf = (claims) => ({
      ...service.parts.jobsOf(claims),
      events: () => Promise.reject(new Failure('vendor', 'gone')),
    })
    const response = await ask({ api: createApi({ ...service.parts, jobsOf }) }, `GET /api/jobs/${ID}/events`)
    await expect(response.text()).rejects.toThrow('gone')
    expect(service.log.find(({ level }) => level === 'error')).toMatchObject({ code: 'vendor' })
    expect(service.followersOf(ID)).toBe(0)
  })

  test('more than a few are not open for one user at once', async () => {
    await using opened = await openListening({ streams: 2 })
    const { service, listening } = opened
    service.put({ id: ID, status: 'processing' })
    const [first, second] = [await follow(listening), await follow(listening)]
    expect((await follow(listening)).response.status).toBe(429)
    await first.until('begin')
    first.leave()
    while (service.followersOf(ID) > 1) await new Promise((resolve) => setImmediate(resolve))
    expect((await follow(listening)).response.status).toBe(200)
    second.leave()
  })
})

describe('a service that is to stop', () => {
  test('ends its streams, finishes what is asked, and takes nothing new', async () => {
    await using service = await openFakeService()
    service.put({ id: ID, status: 'processing' })
    const asked = Promise.withResolvers<void>()
    const held = Promise.withResolvers<undefined>()
    const jobsOf: typeof service.parts.jobsOf = (claims) => ({
      ...service.parts.jobsOf(claims),
      async me() {
        asked.resolve()
        return held.promise
      },
    })
    const listening = await listen(createApi({ ...service.parts, jobsOf }), { port: 0, host: '127.0.0.1' })
    const client = await follow(listening)
    await client.until('begin')
    const under = new Promise<IncomingMessage>((resolve, reject) => {
      get(`${listening.url}/api/users/me`, { headers: { authorization: 'Bearer ann' } }, resolve).on('error', reject)
    })
    await asked.promise
    service.closing.abort()
    const drained = listening.drain(new AbortController().signal)
    await client.toTheEnd()
    await expect(fetch(`${listening.url}/health`)).rejects.toThrow('fetch failed')
    held.resolve(undefined)
    expect((await under).resume().statusCode).toBe(403)
    await drained
    await listening.drain(AbortSignal.abort())
  })

  test('cuts off what does not end when it is told twice', async () => {
    await using service = await openFakeService()
    const asked = Promise.withResolvers<void>()
    const jobsOf: typeof service.parts.jobsOf = (claims) => ({
      ...service.parts.jobsOf(claims),
      async me() {
        asked.resolve()
        return new Promise(() => {})
      },
    })
    const listening = await listen(createApi({ ...service.parts, jobsOf }), { port: 0, host: '127.0.0.1' })
    const under = fetch(`${listening.url}/api/users/me`, { headers: { authorization: 'Bearer ann' } })
    await asked.promise
    const cut = new AbortController()
    const drained = listening.drain(cut.signal)
    cut.abort()
    await expect(under).rejects.toThrow('fetch failed')
    await drained
  })
})

test('an address that is taken is told as such', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await using service = await openFakeService()
  await expect(listen(service.api, { port, host: '127.0.0.1' })).rejects.toMatchObject({ code: 'config' })
  server.close()
})
