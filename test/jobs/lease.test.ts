import { hostname } from 'node:os'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { JobEvent } from '../../src/jobs/events.ts'
import { holdLease } from '../../src/jobs/lease.ts'
import { settled } from '../rig/held.ts'
import { memoryJobs } from '../rig/memory-stores.ts'
import { dubRequest } from '../rig/requests.ts'
import { settableClock } from '../rig/settable-clock.ts'

const ME = `${hostname()}/${process.pid}`
const OTHER = 'another-host/1'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

async function setUp() {
  const clock = settableClock()
  const jobs = memoryJobs(clock, () => false)
  await jobs.submit({ id: 'job_1', request: dubRequest(), source: '/talk.mp3', folder: '/talk.dub' })
  const events: JobEvent[] = []
  const stop = { requested: false }
  const cut = new AbortController()
  const limits = { until: undefined, maxCost: Infinity, hours: 12 }
  const control = { emit: (event: JobEvent) => void events.push(event), stop, signal: cut.signal, limits }
  const hold = () => holdLease('job_1', { jobs, clock }, control)
  /** Lets time pass, for the timers and the clock. */
  const pass = async (ms: number) => {
    clock.advance(ms)
    await vi.advanceTimersByTimeAsync(ms)
    await settled()
  }
  const holder = async () => (await jobs.find('job_1'))?.lease?.holder
  return { clock, jobs, events, stop, cut, hold, pass, holder }
}

test('takes a job and holds it for as long as it is worked on', async () => {
  const { jobs, hold, pass, holder, events } = await setUp()
  const lease = await hold()
  expect(await holder()).toBe(ME)
  for (let minute = 0; minute < 3; minute++) await pass(60_000)
  expect(await jobs.find('job_1')).toMatchObject({ held: true, lease: { holder: ME } })
  expect(lease.lost.aborted).toBe(false)
  await lease[Symbol.asyncDispose]()
  await pass(61_000)
  expect((await jobs.find('job_1'))?.held).toBe(false)
  expect(events).toEqual([])
})

test('waits for whoever has it, and says so once', async () => {
  const { clock, jobs, hold, pass, holder, events } = await setUp()
  await jobs.claim('job_1', { holder: OTHER, until: clock.now() + 60_000 })
  const lease = hold()
  await settled()
  await pass(1000)
  expect(events).toEqual([{ event: 'job-waiting', job: 'job_1', holder: OTHER }])
  await jobs.settle('job_1', { status: 'complete', message: 'done', code: null, languages: [] })
  await pass(250)
  await lease
  expect(await holder()).toBe(ME)
  expect(events).toHaveLength(1)
})

test('one who waits can be stopped, and can be cut off', async () => {
  for (const how of ['stop', 'cut'] as const) {
    const { clock, jobs, hold, pass, holder, stop, cut } = await setUp()
    await jobs.claim('job_1', { holder: OTHER, until: clock.now() + 60_000 })
    const outcome = expect(hold()).rejects.toThrow()
    await settled()
    if (how === 'stop') stop.requested = true
    else cut.abort()
    await pass(250)
    await outcome
    expect(await holder()).toBe(OTHER)
  }
})

test('is told when somebody else has taken it over', async () => {
  const { clock, jobs, hold, pass, holder } = await setUp()
  const lease = await hold()
  clock.advance(60_000) // This machine slept.
  await jobs.claim('job_1', { holder: OTHER, until: clock.now() + 60_000 })
  await pass(15_000)
  expect(lease.lost.aborted).toBe(true)
  expect(lease.lost.reason).toMatchObject({
    code: 'interrupted',
    message: expect.stringContaining('taken this job over'),
  })
  expect(await holder()).toBe(OTHER)
  await lease[Symbol.asyncDispose]()
})

test('a store that fails for a moment is asked again; one that fails until the lease is over ends the work', async () => {
  const { jobs, hold, pass } = await setUp()
  const lease = await hold()
  jobs.renew = () => Promise.reject(new TypeError('no store'))
  await pass(15_000)
  expect(lease.lost.aborted).toBe(false)
  for (let renewal = 0; renewal < 3; renewal++) await pass(15_000)
  expect(lease.lost.reason).toBeInstanceOf(TypeError)
  await lease[Symbol.asyncDispose]()
})

test('is told, within a second, when another process asks for it to stop', async () => {
  const { jobs, hold, pass } = await setUp()
  const lease = await hold()
  await pass(1000)
  expect([lease.stop.requested, lease.isAskedToStop()]).toEqual([false, false])
  await jobs.askToStop('job_1')
  await pass(1000)
  expect([lease.stop.requested, lease.isAskedToStop(), lease.lost.aborted]).toEqual([true, true, false])
  await lease[Symbol.asyncDispose]()
})

test('one who waits for a job that is to stop does not go on with it', async () => {
  const { clock, jobs, hold, pass } = await setUp()
  await jobs.claim('job_1', { holder: OTHER, until: clock.now() + 60_000 })
  const outcome = expect(hold()).rejects.toMatchObject({ code: 'interrupted' })
  await settled()
  await jobs.askToStop('job_1')
  await pass(250)
  await outcome
})

test('a job that is deleted while one waits for it is not waited for', async () => {
  const { hold, jobs, clock, pass } = await setUp()
  await jobs.claim('job_1', { holder: OTHER, until: clock.now() + 60_000 })
  const outcome = expect(hold()).rejects.toMatchObject({ name: 'Failure', message: expect.stringContaining('job_1') })
  await settled()
  jobs.claim = async () => false
  jobs.find = async () => undefined
  await pass(250)
  await outcome
})
