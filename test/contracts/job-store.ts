import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import type { JobStore, StepNote } from '../../src/ports/jobs.ts'
import { manifestOf } from '../jobs/manifests.ts'
import { pidOfGoneProcess } from '../rig/processes.ts'
import { dubRequest } from '../rig/requests.ts'
import type { SettableClock } from '../rig/settable-clock.ts'

export type JobHarness = AsyncDisposable & { readonly jobs: JobStore; readonly clock: SettableClock }

const ME = `${hostname()}/${process.pid}`
const ELSEWHERE = 'another-host/1'
const wish = (id: string, part: Parameters<typeof dubRequest>[0] = {}) => {
  return { id, request: dubRequest(part), source: '/talks/talk.mp3', folder: '/talks/talk.dub' }
}

/** What every job store promises. */
export function jobStoreContract(name: string, open: () => Promise<JobHarness>): void {
  describe(`job store: ${name}`, () => {
    writesDown(open)
    charges(open)
    leases(open)
    ends(open)
    keepsDiary(open)
    isToldToStop(open)
    deletes(open)
  })
}

function writesDown(open: () => Promise<JobHarness>): void {
  test('writes a job down with a task for each language, in the order asked', async () => {
    await using harness = await open()
    const job = await harness.jobs.submit(wish('job_1', { languages: ['fr', 'es', 'de'] }))
    expect(job).toMatchObject({ ...wish('job_1', { languages: ['fr', 'es', 'de'] }), status: 'pending', progress: 0 })
    expect(job).toMatchObject({ code: null, duration: null, lease: null, held: false, createdAt: harness.clock.now() })
    expect(job.tasks.map(({ language, status, stage }) => [language, status, stage])).toEqual([
      ['fr', 'pending', 'queued'],
      ['es', 'pending', 'queued'],
      ['de', 'pending', 'queued'],
    ])
    expect(await harness.jobs.find('job_1')).toEqual(job)
    expect(await harness.jobs.find('job_2')).toBeUndefined()
  })

  test('the same job submitted again asks what is asked now, and keeps when it began and how far it is', async () => {
    await using harness = await open()
    const first = await harness.jobs.submit(wish('job_1'))
    await harness.jobs.updateTask('job_1', { ...first.tasks[0]!, stage: 'dubbing', progress: 50 })
    harness.clock.advance(1000)
    const edits = { es: { 1: { source: 'one', text: 'uno' } } }
    const again = await harness.jobs.submit(wish('job_1', { edits }))
    expect(again.request.edits).toEqual(edits)
    expect(again.createdAt).toBe(first.createdAt)
    expect(again.updatedAt).toBe(first.createdAt + 1000)
    expect(again.tasks).toMatchObject([{ language: 'es', stage: 'dubbing', progress: 50 }])
    expect(await harness.jobs.list()).toHaveLength(1)
  })

  test('lists the jobs, the last changed one first', async () => {
    await using harness = await open()
    for (const id of ['job_a', 'job_b', 'job_c']) {
      await harness.jobs.submit(wish(id))
      harness.clock.advance(10)
    }
    await harness.jobs.update('job_a', { message: 'moved' })
    expect((await harness.jobs.list()).map(({ id }) => id)).toEqual(['job_a', 'job_c', 'job_b'])
    const [{ folder } = { folder: '' }] = await harness.jobs.list()
    expect(await harness.jobs.list(folder)).toHaveLength(3)
    expect(await harness.jobs.list(`${folder}/elsewhere`)).toEqual([])
  })

  test('knows where the background lies and what a run may cost', async () => {
    await using harness = await open()
    const { jobs } = harness
    expect(await jobs.submit(wish('job_1'))).toMatchObject({ background: null, maxCost: null })
    await jobs.bound('job_1', 2.5)
    const again = await jobs.submit({ ...wish('job_1'), background: '/talks/music.mp3' })
    expect(again).toMatchObject({ background: '/talks/music.mp3', maxCost: 2.5 })
    await jobs.bound('job_1', null)
    expect((await jobs.find('job_1'))?.maxCost).toBeNull()
  })

  test('changes what is named and nothing else', async () => {
    await using harness = await open()
    await harness.jobs.submit(wish('job_1', { languages: ['es', 'fr'] }))
    await harness.jobs.update('job_1', { status: 'processing', message: 'on it' })
    await harness.jobs.update('job_1', { duration: 12.5 })
    await harness.jobs.updateTask('job_1', {
      language: 'fr',
      status: 'generating',
      stage: 'mixing',
      progress: 71.5,
      message: 'mixing',
    })
    expect(await harness.jobs.find('job_1')).toMatchObject({
      status: 'processing',
      message: 'on it',
      duration: 12.5,
      tasks: [
        { language: 'es', status: 'pending', progress: 0 },
        { language: 'fr', status: 'generating', stage: 'mixing', progress: 71.5, message: 'mixing' },
      ],
    })
  })
}

function isToldToStop(open: () => Promise<JobHarness>): void {
  test('whoever holds a job can be asked to stop; whoever takes it next is not', async () => {
    await using harness = await open()
    const { jobs, clock } = harness
    await jobs.submit(wish('job_1'))
    expect([await jobs.askToStop('job_1'), await jobs.askToStop('job_2')]).toEqual([false, false])
    const lease = () => ({ holder: ME, until: clock.now() + 60_000 })
    await jobs.claim('job_1', lease())
    expect(await jobs.isAskedToStop('job_1')).toBe(false)
    expect(await jobs.askToStop('job_1')).toBe(true)
    await jobs.renew('job_1', lease())
    expect(await jobs.isAskedToStop('job_1')).toBe(true)
    await jobs.release('job_1', 'interrupted')
    expect(await jobs.isAskedToStop('job_1')).toBe(false)
    await jobs.claim('job_1', lease())
    await jobs.askToStop('job_1')
    clock.advance(60_000) // It never came to it.
    expect(await jobs.askToStop('job_1')).toBe(false)
    await jobs.claim('job_1', { holder: ELSEWHERE, until: clock.now() + 60_000 })
    expect(await jobs.isAskedToStop('job_1')).toBe(false)
  })
}

function deletes(open: () => Promise<JobHarness>): void {
  test('deletes a job and its diary, and no other; never one that is worked on', async () => {
    await using harness = await open()
    const { jobs, clock } = harness
    for (const id of ['job_1', 'job_2']) {
      await jobs.submit(wish(id))
      await jobs.beginDiary(id)
    }
    await jobs.claim('job_1', { holder: ME, until: clock.now() + 60_000 })
    expect(await jobs.delete('job_1')).toBe(false)
    expect(await jobs.find('job_1')).toBeDefined()
    expect(await jobs.events('job_1')).toHaveLength(1)
    await jobs.release('job_1', 'interrupted')
    expect(await jobs.delete('job_1')).toBe(true)
    expect(await jobs.delete('job_1')).toBe(false)
    expect([await jobs.find('job_1'), await jobs.events('job_1')]).toEqual([undefined, []])
    expect([(await jobs.find('job_2'))?.id, await jobs.events('job_2')]).toMatchObject(['job_2', [{ run: 1 }]])
  })
}

function charges(open: () => Promise<JobHarness>): void {
  test('adds up what each language has cost, over all runs, and keeps the highest estimate', async () => {
    await using harness = await open()
    const job = await harness.jobs.submit(wish('job_1', { languages: ['es', 'fr'] }))
    const costs = async () => (await harness.jobs.find('job_1'))?.costs
    expect(job.costs).toEqual([
      { language: 'es', usd: 0, estimated: 0 },
      { language: 'fr', usd: 0, estimated: 0 },
    ])
    await harness.jobs.charge('job_1', [
      { language: 'es', usd: 0, estimated: 2 },
      { language: 'es', usd: 0.5, estimated: 0 },
      { language: 'es', usd: 0.25, estimated: 0 },
    ])
    await harness.jobs.submit(wish('job_1', { languages: ['es', 'fr'] }))
    await harness.jobs.charge('job_1', [
      { language: 'es', usd: 1, estimated: 1.25 },
      { language: 'fr', usd: 0.125, estimated: 4 },
    ])
    expect(await costs()).toEqual([
      { language: 'es', usd: 1.75, estimated: 2 },
      { language: 'fr', usd: 0.125, estimated: 4 },
    ])
    await harness.jobs.settle('job_1', { status: 'complete', message: 'done', code: null, languages: [] })
    expect(await costs()).toMatchObject([{ usd: 1.75 }, { usd: 0.125 }])
  })

  test('of one job, and of no other', async () => {
    await using harness = await open()
    for (const id of ['job_1', 'job_2']) await harness.jobs.submit(wish(id))
    await harness.jobs.charge('job_1', [{ language: 'es', usd: 1, estimated: 1 }])
    expect((await harness.jobs.find('job_2'))?.costs).toEqual([{ language: 'es', usd: 0, estimated: 0 }])
  })
}

function leases(open: () => Promise<JobHarness>): void {
  test('whoever holds a job keeps others away until the time is over', async () => {
    await using harness = await open()
    const { jobs, clock } = harness
    await jobs.submit(wish('job_1'))
    expect(await jobs.claim('job_1', { holder: ELSEWHERE, until: clock.now() + 60_000 })).toBe(true)
    expect(await jobs.find('job_1')).toMatchObject({ held: true, lease: { holder: ELSEWHERE } })
    const mine = { holder: ME, until: clock.now() + 120_000 }
    expect(await jobs.claim('job_1', mine)).toBe(false)
    clock.advance(59_999)
    expect(await jobs.claim('job_1', mine)).toBe(false)
    clock.advance(1)
    expect((await jobs.find('job_1'))?.held).toBe(false)
    expect(await jobs.claim('job_1', mine)).toBe(true)
    expect(await jobs.find('job_1')).toMatchObject({ held: true, lease: mine })
  })

  test('where the clock was set back, nobody holds a job for longer than a lease is', async () => {
    await using harness = await open()
    const { jobs, clock } = harness
    await jobs.submit(wish('job_1'))
    const leaseOf = (holder: string) => ({ holder, until: clock.now() + 60_000 })
    await jobs.claim('job_1', leaseOf(ELSEWHERE))
    clock.advance(-24 * 3_600_000)
    expect(await jobs.claim('job_1', leaseOf(ME))).toBe(false)
    expect(await jobs.renew('job_1', leaseOf(ELSEWHERE))).toBe(true)
    clock.advance(59_999)
    expect(await jobs.claim('job_1', leaseOf(ME))).toBe(false)
    clock.advance(1)
    expect(await jobs.claim('job_1', leaseOf(ME))).toBe(true)
    clock.advance(-24 * 3_600_000)
    expect(await jobs.claim('job_1', leaseOf(ELSEWHERE))).toBe(false)
    clock.advance(60_000)
    expect(await jobs.claim('job_1', leaseOf(ELSEWHERE))).toBe(true)
  })

  test('a process of this host that is gone holds nothing, whatever its time', async () => {
    await using harness = await open()
    const { jobs, clock } = harness
    await jobs.submit(wish('job_1'))
    const until = clock.now() + 60_000
    await jobs.claim('job_1', { holder: `${hostname()}/${pidOfGoneProcess()}`, until })
    expect((await jobs.find('job_1'))?.held).toBe(false)
    expect(await jobs.claim('job_1', { holder: ME, until })).toBe(true)
    expect(await jobs.claim('job_1', { holder: ELSEWHERE, until })).toBe(false)
  })

  test('the holder holds on; nobody else can, and after a takeover not even they', async () => {
    await using harness = await open()
    const { jobs, clock } = harness
    await jobs.submit(wish('job_1'))
    const until = clock.now() + 60_000
    expect(await jobs.renew('job_1', { holder: ME, until })).toBe(false)
    await jobs.claim('job_1', { holder: ELSEWHERE, until })
    expect(await jobs.renew('job_1', { holder: ELSEWHERE, until: until + 1000 })).toBe(true)
    expect((await jobs.find('job_1'))?.lease).toEqual({ holder: ELSEWHERE, until: until + 1000 })
    expect(await jobs.renew('job_1', { holder: ME, until })).toBe(false)
    clock.advance(61_000)
    await jobs.claim('job_1', { holder: ME, until: clock.now() + 60_000 })
    expect(await jobs.renew('job_1', { holder: ELSEWHERE, until: clock.now() + 60_000 })).toBe(false)
    expect((await jobs.find('job_1'))?.lease?.holder).toBe(ME)
  })

  test('the same holder may claim twice; an unknown job nobody can', async () => {
    await using harness = await open()
    await harness.jobs.submit(wish('job_1'))
    const lease = { holder: ME, until: harness.clock.now() + 60_000 }
    expect(await harness.jobs.claim('job_1', lease)).toBe(true)
    expect(await harness.jobs.claim('job_1', lease)).toBe(true)
    expect(await harness.jobs.claim('job_2', lease)).toBe(false)
  })
}

function ends(open: () => Promise<JobHarness>): void {
  test('says how it ended and lets go', async () => {
    await using harness = await open()
    const { jobs, clock } = harness
    await jobs.submit(wish('job_1'))
    await jobs.claim('job_1', { holder: ME, until: clock.now() + 60_000 })
    await jobs.settle('job_1', { status: 'error', message: 'busy', code: 'vendor', languages: [] })
    expect(await jobs.find('job_1')).toMatchObject({
      status: 'error',
      message: 'busy',
      code: 'vendor',
      lease: null,
      held: false,
    })
    await jobs.settle('job_1', { status: 'complete', message: 'done', code: null, languages: [] })
    expect(await jobs.find('job_1')).toMatchObject({ status: 'complete', code: null, progress: 100 })
  })

  test('tells in which voices a language is spoken, as its last end said', async () => {
    await using harness = await open()
    const { jobs } = harness
    expect((await jobs.submit(wish('job_1', { languages: ['es', 'fr'] }))).voices).toEqual([
      { language: 'es', voices: [] },
      { language: 'fr', voices: [] },
    ])
    const end = { status: 'complete', message: 'done', code: null } as const
    for (const voice of ['celeste', 'nestor']) {
      const { languages } = manifestOf({ voices: [{ speaker: 1, voice }] })
      const spoken = languages.map((each) => ({ ...each, artifacts: [] }))
      await jobs.settle('job_1', { ...end, languages: spoken })
    }
    await jobs.settle('job_1', { status: 'error', message: 'busy', code: 'vendor', languages: [] })
    expect((await jobs.find('job_1'))?.voices).toEqual([
      { language: 'es', voices: [{ speaker: 1, voice: 'nestor' }] },
      { language: 'fr', voices: [] },
    ])
  })

  test('how a job ended is told of its languages too, and how far each had come stays', async () => {
    await using harness = await open()
    const { jobs } = harness
    await jobs.submit(wish('job_1'))
    const language = (await jobs.find('job_1'))!.tasks[0]!.language
    await jobs.updateTask('job_1', { language, status: 'generating', stage: 'dubbing', progress: 50, message: '' })
    await jobs.settle('job_1', { status: 'error', message: 'no speech', code: 'input', languages: [] })
    const task = async () => (await jobs.find('job_1'))!.tasks[0]
    expect(await task()).toMatchObject({ status: 'error', stage: 'dubbing', progress: 50, message: 'no speech' })
    await jobs.release('job_1', 'interrupted')
    expect(await task()).toMatchObject({ status: 'pending', stage: 'dubbing', message: 'interrupted' })
  })

  test('a job that is let go of goes on later', async () => {
    await using harness = await open()
    const { jobs, clock } = harness
    await jobs.submit(wish('job_1'))
    await jobs.claim('job_1', { holder: ME, until: clock.now() + 60_000 })
    await jobs.release('job_1', 'interrupted')
    expect(await jobs.find('job_1')).toMatchObject({
      status: 'pending',
      message: 'interrupted',
      lease: null,
      held: false,
    })
  })

  test('a job that failed once and is worked on again has no code of failure any more', async () => {
    await using harness = await open()
    const { jobs } = harness
    await jobs.submit(wish('job_1'))
    await jobs.settle('job_1', { status: 'error', message: 'busy', code: 'vendor', languages: [] })
    await jobs.update('job_1', { message: 'still failed' })
    expect((await jobs.find('job_1'))?.code).toBe('vendor')
    await jobs.update('job_1', { status: 'processing', message: '' })
    expect(await jobs.find('job_1')).toMatchObject({ status: 'processing', code: null })
  })
}

function keepsDiary(open: () => Promise<JobHarness>): void {
  const step = (key: string): StepNote => ({ stage: 'speak', key, outcome: 'made', language: 'es', line: 3 })

  test('the diary holds the steps of the last run, in order', async () => {
    await using harness = await open()
    const { jobs } = harness
    await jobs.submit(wish('job_1'))
    await jobs.submit(wish('job_2'))
    expect(await jobs.diary('job_1')).toEqual([])
    await jobs.beginDiary('job_1')
    await jobs.note('job_1', [step('a'), step('b')])
    await jobs.note('job_1', [{ ...step('c'), outcome: 'recalled', language: null, line: null }])
    expect(await jobs.diary('job_1')).toEqual([
      step('a'),
      step('b'),
      { stage: 'speak', key: 'c', outcome: 'recalled', language: null, line: null },
    ])
    expect(await jobs.diary('job_2')).toEqual([])
    await jobs.beginDiary('job_1')
    expect(await jobs.diary('job_1')).toEqual([])
    await jobs.note('job_1', [step('d')])
    expect(await jobs.diary('job_1')).toEqual([step('d')])
  })

  test('the diary tells of the last runs: when each began, its steps, and how it ended', async () => {
    await using harness = await open()
    const { jobs, clock } = harness
    await jobs.submit(wish('job_1'))
    await jobs.release('job_1', 'never begun')
    const began = clock.now()
    await jobs.beginDiary('job_1')
    clock.advance(10)
    await jobs.note('job_1', [step('a')])
    await jobs.release('job_1', 'interrupted')
    for (let run = 2; run <= 6; run++) {
      await jobs.beginDiary('job_1')
      await jobs.settle('job_1', { status: 'error', message: 'busy', code: 'vendor', languages: [] })
      if (run > 2) continue
      expect(await jobs.events('job_1')).toEqual([
        { run: 1, at: began, type: 'run-started' },
        { run: 1, at: began + 10, type: 'step', ...step('a') },
        { run: 1, at: began + 10, type: 'run-ended', status: 'pending', code: null },
        { run: 2, at: began + 10, type: 'run-started' },
        { run: 2, at: began + 10, type: 'run-ended', status: 'error', code: 'vendor' },
      ])
    }
    expect((await jobs.events('job_1')).map(({ run }) => run)).toEqual([2, 2, 3, 3, 4, 4, 5, 5, 6, 6])
  })
}
