import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServiceUser } from '../../../src/ports/service.ts'
import { LANGUAGES, newJob, type OpenService, openService, requestFor, submitted } from './open-stores.ts'

let service: OpenService
beforeAll(async () => {
  service = await openService()
})
afterAll(() => service[Symbol.asyncDispose]())

const retried = (...languages: readonly string[]) => ({ languages, expired: false })
const page = { limit: 10, offset: 0 }
const statesOf = (tasks: readonly { language: string; status: string }[]) =>
  tasks.map(({ language, status }) => `${language} ${status}`)

test('a new job is found as it was made, its tracks under the names they have', async () => {
  const owner = await service.user()
  const jobs = service.jobsOf(owner)
  const plain = newJob(owner)
  const both = newJob(owner)
  const backgroundTrack = { path: `uploads/${owner}/${both.id}/background_track.wav`, name: 'music.wav' }
  await jobs.create(plain)
  await jobs.create({ ...both, backgroundTrack })
  expect(await jobs.find(plain.id)).toEqual({
    ...plain,
    owner,
    status: 'uploading',
    code: null,
    progress: 0,
    message: '',
    request: null,
    duration: null,
    cancelRequested: false,
    tasks: [],
    createdAt: expect.any(Number),
    updatedAt: expect.any(Number),
    completedAt: null,
  })
  expect(await jobs.find(both.id)).toMatchObject({ backgroundTrack })
  expect(await jobs.find('job_000000000000')).toBeUndefined()
})

test('a submitted job has a task for each language, in the order asked for', async () => {
  const { jobs, id } = await submitted(service)
  const job = await jobs.find(id)
  expect(job).toMatchObject({ status: 'pending', duration: 61.5, request: requestFor(LANGUAGES), languages: LANGUAGES })
  expect(job?.tasks).toEqual(
    LANGUAGES.map((language) => ({
      id: expect.any(String),
      language,
      status: 'pending',
      code: null,
      stage: 'queued',
      progress: 0,
      message: '',
      heartbeatAt: null,
      startedAt: null,
      completedAt: null,
    })),
  )
})

test('of many who submit at once, one does', async () => {
  const owner = await service.user()
  const job = newJob(owner)
  await service.jobsOf(owner).create(job)
  const asked = { request: requestFor(['es', 'ca']), duration: 3 }
  const done = await Promise.all([1, 2, 3, 4].map(() => service.jobsOf(owner).submit(job.id, asked)))
  expect(done.filter(Boolean)).toHaveLength(1)
  expect((await service.jobsOf(owner).find(job.id))?.tasks).toHaveLength(2)
  expect((await service.jobsOf(owner).events(job.id, 0, 10)).map(({ type }) => type)).toEqual(['job'])
})

test('a request with what is no text in it is refused by name, and the job can be submitted without it', async () => {
  const owner = await service.user()
  const jobs = service.jobsOf(owner)
  const job = newJob(owner)
  await jobs.create(job)
  const request = { ...requestFor(['es']), context: 'NUL: \u0000' }
  const refused = { code: 'input', message: expect.stringContaining('NUL') }
  await expect(jobs.submit(job.id, { request, duration: 1 })).rejects.toMatchObject(refused)
  expect(await jobs.submit(job.id, { request: requestFor(['es']), duration: 1 })).toBe(true)
})

test('of many who would be over a quota together, only as many get through as may', async () => {
  const owner = await service.user()
  const ask = service.jobsOf(owner)
  const most = (limit: number) => (user: ServiceUser) => (user.activeJobs < limit ? undefined : 'full')
  const made = await Promise.all([1, 2, 3, 4, 5, 6].map(() => service.jobsOf(owner).create(newJob(owner), most(2))))
  expect(made.filter((no) => no === undefined)).toHaveLength(2)
  const { jobs } = await ask.list(page)
  expect(jobs).toHaveLength(2)
  const asked = { request: requestFor(['es', 'ca']), duration: 30 }
  const within = ({ secondsToday }: ServiceUser) => (secondsToday + 60 <= 60 ? undefined : 'too much')
  const done = await Promise.all(jobs.map(({ id }) => service.jobsOf(owner).submit(id, asked, within)))
  expect(done.map(String).toSorted()).toEqual(['too much', 'true'])
  const submittedJob = jobs[done.indexOf(true)]?.id ?? ''
  await ask.requestCancel(submittedJob)
  expect(await ask.retry(submittedJob, most(1))).toBe('full')
  expect(await ask.find(submittedJob)).toMatchObject({ status: 'error' })
})

test('lists newest first, a page at a time, and says how many there are', async () => {
  const owner = await service.user()
  const jobs = service.jobsOf(owner)
  expect(await jobs.list(page)).toEqual({ jobs: [], total: 0 })
  const made: string[] = []
  for (let count = 0; count < 5; count++) {
    const job = newJob(owner)
    await jobs.create(job)
    made.unshift(job.id)
  }
  await jobs.submit(made[1] ?? '', { request: requestFor(LANGUAGES), duration: 1 })
  const { jobs: some, total } = await jobs.list({ limit: 2, offset: 1 })
  expect([some.map(({ id }) => id), total]).toEqual([made.slice(1, 3), 5])
  expect(some[0]).toEqual(await jobs.find(made[1] ?? ''))
  expect(await jobs.list({ limit: 2, offset: 5 })).toEqual({ jobs: [], total: 5 })
})

test('what is another’s is not there, and stays as it is', async () => {
  const { jobs, id } = await submitted(service)
  await service.fleet.begin(id, 'es', 'w')
  await service.fleet.end(id, 'es', { code: 'vendor', message: 'no', outcome: null })
  const before = await jobs.find(id)
  const other = service.jobsOf(await service.user())
  expect(await other.find(id)).toBeUndefined()
  expect(await other.list(page)).toEqual({ jobs: [], total: 0 })
  expect(await other.submit(id, { request: requestFor(['es']), duration: 1 })).toBe(false)
  expect(await other.requestCancel(id)).toBe(false)
  expect(await other.retry(id)).toEqual(retried())
  expect(await other.remove(id)).toBe(false)
  expect(await other.artifacts(id)).toEqual([])
  expect(await other.events(id, 0, 100)).toEqual([])
  expect(await jobs.find(id)).toEqual(before)
})

test('nobody makes a job in another’s name or folder', async () => {
  const [owner, other] = [await service.user(), await service.user()]
  await expect(service.jobsOf(other).create(newJob(owner))).rejects.toMatchObject({ name: 'Failure' })
  const nobody = '00000000-0000-4000-8000-000000000000'
  await expect(service.jobsOf(nobody).create(newJob(nobody))).rejects.toMatchObject({ code: 'auth' })
  expect((await service.jobsOf(owner).list(page)).total + (await service.jobsOf(other).list(page)).total).toBe(0)
})

test('a job that nobody works on is cancelled at once, an uploading one too', async () => {
  const { jobs, id, owner } = await submitted(service)
  const uploading = newJob(owner)
  await jobs.create(uploading)
  for (const each of [id, uploading.id]) {
    expect(await jobs.requestCancel(each)).toBe(true)
    const job = await jobs.find(each)
    expect(job).toMatchObject({ status: 'error', code: 'cancelled', message: 'cancelled', cancelRequested: true })
    expect(job?.completedAt).toEqual(expect.any(Number))
    for (const task of job?.tasks ?? []) expect(task).toMatchObject({ status: 'error', code: 'cancelled' })
    expect(await jobs.requestCancel(each)).toBe(false)
  }
  expect(await jobs.submit(uploading.id, { request: requestFor(['es']), duration: 1 })).toBe(false)
  expect(await service.fleet.begin(id, 'es', 'w')).toBe(false)
})

test('a worker that is at a task is told of the cancel, and its end is the job’s', async () => {
  const { jobs, id } = await submitted(service)
  await service.fleet.begin(id, 'es', 'w')
  await service.fleet.begin(id, 'ca', 'v')
  const report = { status: 'generating', stage: 'dubbing', progress: 40, message: 'line 4' } as const
  expect(await service.fleet.beat(id, 'es', 'w', report)).toEqual({ stop: false })
  expect(await jobs.requestCancel(id)).toBe(true)
  expect(await jobs.requestCancel(id)).toBe(true)
  expect(await jobs.find(id)).toMatchObject({ status: 'pending', cancelRequested: true })
  expect(statesOf((await jobs.find(id))?.tasks ?? [])).toEqual(['es generating', 'ca processing', 'pt error'])
  expect(await service.fleet.beat(id, 'es', 'w', report)).toEqual({ stop: true })
  const cancelled = { code: 'cancelled', message: 'cancelled', outcome: null } as const
  await Promise.all([service.fleet.end(id, 'es', cancelled), service.fleet.end(id, 'ca', cancelled)])
  expect(await jobs.find(id)).toMatchObject({ status: 'error', code: 'cancelled', message: 'cancelled' })
})

test('of a cancel and a worker that takes the task at the same time, either the worker has it or nobody', async () => {
  for (let round = 0; round < 10; round++) {
    const { jobs, id } = await submitted(service, ['es'])
    const [began] = await Promise.all([service.fleet.begin(id, 'es', 'w'), jobs.requestCancel(id)])
    const job = await jobs.find(id)
    expect(job?.cancelRequested).toBe(true)
    expect([job?.status, ...statesOf(job?.tasks ?? [])]).toEqual(
      began ? ['pending', 'es processing'] : ['error', 'es error'],
    )
  }
})

test('retry puts back what failed, and nothing else', async () => {
  const { jobs, id } = await submitted(service)
  const { fleet } = service
  expect(await jobs.retry(id)).toEqual(retried())
  for (const language of LANGUAGES) await fleet.begin(id, language, 'w')
  await fleet.end(id, 'es', { code: null, message: 'done', outcome: null })
  for (const language of ['pt', 'ca']) await fleet.end(id, language, { code: 'vendor', message: 'no', outcome: null })
  await fleet.settle(id, { status: 'complete', code: 'partial', message: 'failed: ca, pt' })
  const both = await Promise.all([jobs.retry(id), jobs.retry(id)])
  expect(both.map(({ languages }) => languages).toSorted((a, b) => b.length - a.length)).toEqual([['ca', 'pt'], []])
  const job = await jobs.find(id)
  expect(job).toMatchObject({ status: 'pending', code: null, message: '', completedAt: null })
  expect(statesOf(job?.tasks ?? [])).toEqual(['es complete', 'ca pending', 'pt pending'])
  expect(job?.tasks[1]).toMatchObject({ code: null, heartbeatAt: null, completedAt: null, progress: 0 })
  expect(await fleet.begin(id, 'ca', 'w')).toBe(true)
  expect(await fleet.begin(id, 'es', 'w')).toBe(false)
})

test('retry takes a cancelled job up again, and all of one that failed without any task’s doing', async () => {
  const { jobs, id } = await submitted(service, ['es', 'ca'])
  await jobs.requestCancel(id)
  expect(await jobs.retry(id)).toEqual(retried('es', 'ca'))
  expect(await jobs.find(id)).toMatchObject({ status: 'pending', cancelRequested: false })
  for (const language of ['es', 'ca']) {
    await service.fleet.begin(id, language, 'w')
    await service.fleet.end(id, language, { code: null, message: 'done', outcome: null })
  }
  await service.fleet.settle(id, { status: 'error', code: 'vendor', message: 'could not be handed over' })
  expect(await jobs.retry(id)).toEqual(retried('es', 'ca'))
})

test('a job that is removed takes all with it that hangs on it', async () => {
  const { jobs, id } = await submitted(service)
  expect(await jobs.remove(id)).toBe(true)
  expect(await jobs.remove(id)).toBe(false)
  expect(await jobs.find(id)).toBeUndefined()
  for (const table of ['language_tasks', 'artifacts', 'job_events']) {
    expect(await service.sql(`select * from public.${table} where job_id = $1`, [id])).toEqual([])
  }
})

test('tells a user what they have under way', async () => {
  const owner = await service.user('one@example.com')
  const jobs = service.jobsOf(owner)
  expect(await jobs.me()).toMatchObject({ id: owner, email: 'one@example.com', activeJobs: 0, secondsToday: 0 })
  for (const duration of [60, 90.5, 12]) {
    const job = newJob(owner)
    await jobs.create(job)
    await jobs.submit(job.id, { request: requestFor(['es']), duration })
    if (duration === 60) await jobs.requestCancel(job.id)
    if (duration === 12)
      await service.sql(`update public.submissions set created_at = $2 where job_id = $1`, [job.id, YESTERDAY()])
  }
  expect(await jobs.me()).toMatchObject({ activeJobs: 2, secondsToday: 150.5 })
  expect(await service.jobsOf('00000000-0000-4000-8000-000000000000').me()).toBeUndefined()
})

const YESTERDAY = () => new Date(Date.now() - 25 * 3_600_000)

test('a deleted job still counts for the day on which it was submitted; older ones are forgotten', async () => {
  const { owner, jobs, id } = await submitted(service)
  await jobs.remove(id)
  expect(await jobs.me()).toMatchObject({ activeJobs: 0, secondsToday: 61.5 * LANGUAGES.length })
  await service.sql('update public.submissions set created_at = $2 where job_id = $1', [id, YESTERDAY()])
  expect(await jobs.me()).toMatchObject({ secondsToday: 0 })
  const next = newJob(owner)
  await jobs.create(next)
  await jobs.submit(next.id, { request: requestFor(['es']), duration: 7 })
  expect(await service.sql('select job_id, seconds from public.submissions where user_id = $1', [owner])).toEqual([
    { job_id: next.id, seconds: 7 },
  ])
})

test('a job whose tracks are deleted, or will be within the hour, is not tried again', async () => {
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  for (const [completed, purged, languages] of [
    [ago(46), null, ['es']],
    [ago(47.1), null, []],
    [ago(1), ago(1), []],
  ] as const) {
    const { jobs, id } = await submitted(service, ['es'])
    await jobs.requestCancel(id)
    const date = 'update public.dubbing_jobs set completed_at = $2, tracks_purged_at = $3 where id = $1'
    await service.sql(date, [id, completed, purged])
    expect(await jobs.retry(id)).toEqual({ languages, expired: languages.length === 0 })
  }
})

test('events come after the one that is known, oldest first, so many and no more', async () => {
  const { jobs, id } = await submitted(service)
  for (const message of ['one', 'two', 'three']) {
    await service.fleet.tell({ job: id, type: 'warning', message, metadata: { language: 'es' } })
  }
  const all = await jobs.events(id, 0, 100)
  expect(all.map(({ type, message }) => `${type} ${message}`)).toEqual([
    'job ',
    'warning one',
    'warning two',
    'warning three',
  ])
  expect(all[1]).toMatchObject({ job: id, metadata: { language: 'es' }, createdAt: expect.any(Number) })
  expect(await jobs.events(id, all[1]?.id ?? 0, 1)).toEqual([all[2]])
})
