import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { apiClient } from '../../src/remote/api-client.ts'
import { follow, type RemoteEvent } from '../../src/remote/follow.ts'
import { TOKEN } from '../rig/fake-api.ts'
import { settableClock } from '../rig/settable-clock.ts'
import { forEver, jobUnderWay, never, noWait, onlyEvents, startRemote, until } from './remote-rig.ts'

async function startFollowing(wait = noWait) {
  const remote = await startRemote()
  const job = await jobUnderWay(remote.api, remote.client)
  const events: RemoteEvent[] = []
  const emit = (event: RemoteEvent) => void events.push(event)
  const clock = settableClock()
  return {
    ...remote,
    job,
    events,
    clock,
    following: (signal = never) => follow(remote.client, job.id, { signal, clock, emit, wait }),
    looks: () => remote.api.calls.filter(({ path }) => path === `/api/jobs/${job.id}`),
    streams: () => remote.api.calls.filter(({ path }) => path.endsWith('/events')),
    finish: () =>
      remote.api.tell(job, {
        status: 'complete',
        tasks: { es: { status: 'complete', stage: 'complete', progress: 100, message: 'done' } },
      }),
  }
}

test('news comes by events, and is told as a local job tells it', async () => {
  await using my = await startFollowing(forEver)
  const ended = my.following()
  await until(() => my.events.length > 0 && my.streams().length > 0)
  my.finish()
  expect(await ended).toMatchObject({ status: 'complete' })
  expect(my.events).toEqual([
    {
      event: 'task',
      job: my.job.id,
      language: 'es',
      status: 'processing',
      stage: 'stt',
      progress: 10,
      message: 'listening',
    },
    {
      event: 'task',
      job: my.job.id,
      language: 'es',
      status: 'complete',
      stage: 'complete',
      progress: 100,
      message: 'done',
    },
  ])
})

test('how far it is, is asked for between events; what is not new is not told', async () => {
  await using my = await startFollowing()
  const ended = my.following()
  await until(() => my.looks().length > 2)
  Object.assign(my.job, { status: 'complete' })
  await ended
  expect(my.events).toHaveLength(1)
})

test('before its languages are begun, each says what the job waits for or does, and none goes back', async () => {
  await using my = await startFollowing(forEver)
  const queued = { status: 'pending', stage: 'queued', progress: 0, message: '' }
  Object.assign(my.job, { status: 'pending', tasks: { es: queued } })
  const ended = my.following()
  await until(() => my.events.length === 1 && my.streams().length > 0)
  my.api.tell(my.job, { status: 'processing', message: 'listening to what is said' })
  await until(() => my.events.length === 2)
  my.api.tell(my.job, { status: 'generating', message: '' })
  await until(() => my.events.length === 3)
  my.finish()
  await ended
  expect(my.events.map((event) => event.event === 'task' && [event.stage, event.message])).toEqual([
    ['queued', 'waiting for a worker'],
    ['stt', 'listening to what is said'],
    ['stt', 'waiting for a worker'],
    ['complete', 'done'],
  ])
})

describe('a network that drops', () => {
  test('is ridden out: streams go on after the last event', async () => {
    await using my = await startFollowing(onlyEvents)
    const ended = my.following()
    await until(() => my.looks().length > 0 && my.streams().length > 0)
    my.api.tell(my.job, { message: 'on its way' })
    await until(() => my.looks().length > 1)
    my.api.drop()
    await until(() => my.streams().length > 1)
    my.finish()
    expect(await ended).toMatchObject({ status: 'complete' })
    const [first, second] = my.streams()
    expect([first?.lastEventId, second?.lastEventId]).toEqual(['0', '1'])
  })

  test.each([
    ['reset', 4, 0],
    ['reset', 12, 1],
    // One that says when to come back is not waited for in silence.
    [{ status: 503, headers: { 'retry-after': '10' } }, 7, 1],
  ] as const)('is told once, as soon as it takes five seconds: %j, %i times', async (answer, times, warnings) => {
    await using my = await startFollowing()
    for (let time = 0; time < times; time += 1) my.api.answerNext(/GET .*\/job_[0-9a-f]{12}$/, answer)
    my.job.status = 'complete'
    const wait = async () => my.clock.advance(1000)
    await follow(my.client, my.job.id, { signal: never, clock: my.clock, emit: (event) => my.events.push(event), wait })
    const told = my.events.filter(({ event }) => event === 'warning')
    const warning = { event: 'warning', language: null, message: expect.stringContaining('goes on there') }
    expect(told).toEqual(Array.from({ length: warnings }, () => warning))
  })

  test('is waited for in vain only so long', async () => {
    await using my = await startFollowing()
    const client = apiClient({ url: 'http://127.0.0.1:9', token: async () => TOKEN, wait: noWait })
    const wait = async () => my.clock.advance(60_000)
    const gone = follow(client, my.job.id, { signal: never, clock: my.clock, emit: () => {}, wait })
    await expect(gone).rejects.toMatchObject({ code: 'vendor', message: expect.stringContaining('cannot be reached') })
  })
})

test('where no stream holds, the job is asked after', async () => {
  await using my = await startFollowing()
  for (let time = 0; time < 3; time += 1) my.api.answerNext(/\/events/, { status: 503 })
  const ended = my.following()
  await until(() => my.streams().length > 2)
  Object.assign(my.job, { status: 'complete' })
  expect(await ended).toMatchObject({ status: 'complete' })
  expect(my.streams()).toHaveLength(3)
})

test('a job that was deleted ends it, as does a token that is no longer good', async () => {
  await using my = await startFollowing()
  my.api.tokens.clear()
  await expect(my.following()).rejects.toMatchObject({ code: 'auth' })
  my.api.tokens.add(TOKEN)
  my.api.jobs.clear()
  await expect(my.following()).rejects.toMatchObject({ code: 'input', message: 'There is no such job.' })
})

test('whoever has enough stops it at once', async () => {
  await using my = await startFollowing(forEver)
  const stopping = new AbortController()
  const ended = my.following(stopping.signal)
  await until(() => my.streams().length > 0)
  stopping.abort()
  const stopped = await ended.catch((error: unknown) => Failure.from(error))
  expect(stopped).toMatchObject({ code: 'interrupted' })
})
