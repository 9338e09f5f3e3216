import { expect, test } from 'vitest'
import type { JobEvent } from '../../src/jobs/events.ts'
import { watchJob } from '../../src/jobs/watch.ts'
import { memoryJobs } from '../rig/memory-stores.ts'
import { dubRequest } from '../rig/requests.ts'
import { settableClock } from '../rig/settable-clock.ts'

/** A job that another host works on, and somebody who watches it: before each look happens what `looks` says next. */
async function watched(looks: (around: Awaited<ReturnType<typeof begun>>) => readonly (() => Promise<unknown>)[]) {
  const around = await begun()
  const { jobs, left } = around
  const events: JobEvent[] = []
  const queue = [...looks(around)]
  const wait = async (_ms: number, signal: AbortSignal) => {
    await queue.shift()?.()
    signal.throwIfAborted()
  }
  const job = (await jobs.find('job_1'))!
  const outcome = watchJob(job, { jobs }, { emit: (event) => events.push(event), signal: left.signal, wait })
  return { job, events, outcome }
}

async function begun() {
  const clock = settableClock()
  const jobs = memoryJobs(clock, () => false)
  const { tasks } = await jobs.submit({ id: 'job_1', request: dubRequest(), source: '/a.mp3', folder: '/a.dub' })
  await jobs.claim('job_1', { holder: 'another-host/1', until: clock.now() + 60_000 })
  return { clock, jobs, task: tasks[0]!, left: new AbortController() }
}

test('tells what moves, once, until nobody works on it', async () => {
  const { outcome, events } = await watched(({ jobs, task }) => [
    async () => {},
    () => jobs.updateTask('job_1', { ...task, status: 'generating', stage: 'dubbing', progress: 50 }),
    async () => {},
    () => jobs.settle('job_1', { status: 'error', message: 'busy', code: 'vendor', languages: [] }),
  ])
  expect(await outcome).toMatchObject({ status: 'error', code: 'vendor', held: false })
  expect(events).toMatchObject([
    { event: 'job-started', job: 'job_1', languages: ['es'] },
    { event: 'task', stage: 'queued' },
    { event: 'task', stage: 'dubbing', status: 'generating', progress: 50 },
    { event: 'task', stage: 'dubbing', status: 'error', message: 'busy' },
  ])
})

test('ends where its holder is heard of no more', async () => {
  const { outcome } = await watched(({ clock }) => [async () => clock.advance(60_000)])
  expect(await outcome).toMatchObject({ status: 'pending', held: false })
})

test('can be left, and notices where the job is deleted', async () => {
  const { outcome } = await watched(({ left }) => [async () => left.abort()])
  await expect(outcome).rejects.toMatchObject({ name: 'AbortError' })
  const { outcome: deleted } = await watched(({ jobs, clock }) => [
    async () => {
      clock.advance(60_000)
      await jobs.delete('job_1')
    },
  ])
  await expect(deleted).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('deleted') })
})

test('one that nobody works on is what it is', async () => {
  const { jobs } = await begun()
  await jobs.release('job_1', 'interrupted')
  const job = (await jobs.find('job_1'))!
  const events: JobEvent[] = []
  const { signal } = new AbortController()
  expect(await watchJob(job, { jobs }, { emit: (event) => events.push(event), signal })).toBe(job)
  expect(events).toEqual([])
})
