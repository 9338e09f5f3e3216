import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newJob, type OpenService, openService, requestFor } from './open-stores.ts'

let service: OpenService
beforeAll(async () => {
  service = await openService()
})
afterAll(() => service[Symbol.asyncDispose]())
beforeEach(() => service.sql('delete from auth.users'))

const HOUR = 3_600_000
const NOW = Date.now()
const at = NOW - 48 * HOUR
const ago = (hours: number) => new Date(NOW - hours * HOUR)

/** Somebody's job with two artifacts, which ended so many hours ago; null: it is under way, begun an hour ago. */
async function job(owner: string, ended: number | null) {
  const jobs = service.jobsOf(owner)
  const made = newJob(owner)
  await jobs.create(made)
  await jobs.submit(made.id, { request: requestFor(['es']), duration: 3 })
  const artifacts = ['a', 'b'].map((name) => ({
    language: null,
    type: 'report',
    path: `artifacts/${owner}/${made.id}/${name}.html`,
    file: `${name}.html`,
    bytes: 100,
    mime: 'text/html',
    checksum: '0'.repeat(64),
  }))
  await service.fleet.end(made.id, 'es', { code: null, message: '', outcome: null, artifacts })
  if (ended === null) {
    await service.sql('update public.dubbing_jobs set created_at = $2 where id = $1', [made.id, ago(1)])
  } else {
    await service.fleet.settle(made.id, { status: 'complete', code: null, message: '' })
    await service.sql('update public.dubbing_jobs set completed_at = $2 where id = $1', [made.id, ago(ended)])
  }
  return made.id
}

async function answer(owner: string, key: string, hours: number, blobs: readonly string[] = []) {
  await service.sql(
    `insert into public.memo (user_id, key, stage, input, answer, used_at, blobs)
      values ($1, $2, 'speak', '{}', '{}', $3, $4)`,
    [owner, key.padEnd(64, '0'), ago(hours), blobs],
  )
}

async function blob(owner: string, letter: string, hours: number, folder = 'blobs') {
  const digest = letter.repeat(64)
  const made = { owner, digest, path: `${folder}/${owner}/${digest}`, bytes: 7 }
  await service.sql(
    `insert into public.blobs (user_id, digest, path, bytes, mime_type, used_at) values ($1, $2, $3, 7, 'audio/wav', $4)`,
    [owner, digest, made.path, ago(hours)],
  )
  return made
}

const NO_BLOBS = { blobs: 0, blobBytes: 0 }

test('a user sees and lets go of their own alone', async () => {
  const [ann, bob] = [await service.user(), await service.user()]
  const [old, recent, running, foreign] = [
    await job(ann, 49),
    await job(ann, 47),
    await job(ann, null),
    await job(bob, 99),
  ]
  for (const owner of [ann, bob]) for (const hours of [60, 50, 20]) await answer(owner, `a${hours}`, hours)
  const { leftovers } = service.jobsOf(ann)
  expect(await leftovers.count(at)).toEqual({ jobs: 1, artifacts: 2, bytes: 200, answers: 2, ...NO_BLOBS })
  expect(await service.fleet.count(at)).toEqual({ jobs: 2, artifacts: 4, bytes: 400, answers: 4, ...NO_BLOBS })

  const [first, ...more] = await leftovers.expired(at, 1)
  expect([first, more]).toEqual([
    { id: expect.any(String), path: `artifacts/${ann}/${old}/a.html`, bytes: 100, job: old },
    [],
  ])
  const all = await service.sql('select id from public.artifacts')
  await leftovers.purged(all.map(({ id }) => String(id)).filter((id) => id !== first?.id))
  const left = await service.sql('select job_id, file from public.artifacts where purged_at is null order by file')
  expect(left).toEqual(
    expect.arrayContaining([
      { job_id: old, file: 'a.html' },
      { job_id: foreign, file: 'a.html' },
    ]),
  )
  expect(left).toHaveLength(3)
  expect(await service.jobsOf(ann).find(recent)).toMatchObject({ status: 'complete' })
  expect(await service.jobsOf(ann).find(running)).toMatchObject({ status: 'pending' })

  expect(await leftovers.forgetAnswers(at, 1)).toBe(1)
  expect(await leftovers.forgetAnswers(at, 10)).toBe(1)
  expect(await leftovers.forgetAnswers(at, 10)).toBe(0)
  const owners = await service.sql('select user_id, count(*)::integer as count from public.memo group by 1')
  expect(owners).toEqual(
    expect.arrayContaining([
      { user_id: ann, count: 1 },
      { user_id: bob, count: 3 },
    ]),
  )
})

test('what a job has answered that failed stays as long as it may be tried again: it is paid for once', async () => {
  const owner = await service.user()
  const id = await job(owner, 1)
  await service.sql(
    `update public.dubbing_jobs set status = 'error', code = 'cancelled', created_at = $2 where id = $1`,
    [id, ago(2)],
  )
  for (const hours of [1, 5]) await answer(owner, `a${hours}`, hours)
  const { leftovers } = service.jobsOf(owner)
  expect(await leftovers.count(NOW)).toMatchObject({ answers: 1 })
  expect(await leftovers.forgetAnswers(NOW, 10)).toBe(1)
  await service.sql('update public.dubbing_jobs set completed_at = $2 where id = $1', [id, ago(47.1)])
  expect(await leftovers.forgetAnswers(NOW, 10)).toBe(1)
})

test('what a job under way has asked for stays, whatever the time', async () => {
  const owner = await service.user()
  await job(owner, null)
  for (const hours of [2, 4]) await answer(owner, `a${hours}`, hours)
  const { leftovers } = service.jobsOf(owner)
  expect(await leftovers.count(NOW)).toEqual({ jobs: 0, artifacts: 0, bytes: 0, answers: 1, ...NO_BLOBS })
  expect(await leftovers.forgetAnswers(NOW, 10)).toBe(1)
  expect(await service.sql('select key from public.memo')).toEqual([{ key: 'a2'.padEnd(64, '0') }])
})

test('blobs of their own that no answer names any more go, and what else they have stays', async () => {
  const [ann, bob] = [await service.user(), await service.user()]
  const [named, forgotten, unnamed] = [
    await blob(ann, 'a', 60),
    await blob(ann, 'b', 59),
    await blob(ann, 'c', 58),
    await blob(ann, 'd', 47),
    await blob(ann, 'e', 60, 'uploads'),
  ]
  const foreign = await blob(bob, 'c', 60)
  await answer(ann, 'a20', 20, [named.digest])
  await answer(ann, 'a50', 50, [forgotten.digest])
  const { leftovers } = service.jobsOf(ann)
  expect(await leftovers.count(at)).toEqual({ jobs: 0, artifacts: 0, bytes: 0, answers: 1, blobs: 2, blobBytes: 14 })
  expect(await service.fleet.count(at)).toMatchObject({ answers: 1, blobs: 3, blobBytes: 21 })
  expect(await leftovers.oldBlobs(at, 10)).toEqual([unnamed])
  await leftovers.forgetAnswers(at, 10)
  expect(await leftovers.oldBlobs(at, 1)).toEqual([forgotten])
  expect(await leftovers.oldBlobs(at, 10)).toEqual([forgotten, unnamed])
  await service.sql('update public.blobs set used_at = now() where digest = $1', [forgotten.digest])
  await leftovers.blobsPurged([forgotten, unnamed, foreign], at)
  expect(await leftovers.oldBlobs(at, 10)).toEqual([])
  expect(await service.sql('select count(*)::integer as left from public.blobs group by user_id order by 1')).toEqual([
    { left: 1 },
    { left: 4 },
  ])
})

test('the recording of a job that may be tried again stays, also where it is kept as a blob of its own', async () => {
  const owner = await service.user()
  const { digest } = await blob(owner, 'a', 60)
  const id = await job(owner, 1)
  const name = 'dub.mp3'
  const request = { ...requestFor(['es']), source: { digest, type: 'audio/mpeg', size: 7, name } }
  await service.sql('update public.dubbing_jobs set request = $2 where id = $1', [id, JSON.stringify(request)])
  const { leftovers } = service.jobsOf(owner)
  const ended = (status: string, code: string | null, hours: number) =>
    service.sql('update public.dubbing_jobs set status = $2, code = $3, completed_at = $4 where id = $1', [
      id,
      status,
      code,
      ago(hours),
    ])
  expect(await leftovers.oldBlobs(NOW, 10)).toHaveLength(1)
  for (const [status, code, hours, old] of [
    ['error', 'vendor', 46, 0],
    ['complete', 'partial', 46, 0],
    ['error', 'vendor', 48, 1],
  ] as const) {
    await ended(status, code, hours)
    expect(await leftovers.oldBlobs(NOW, 10)).toHaveLength(old)
    expect(await leftovers.count(NOW)).toMatchObject({ blobs: old })
  }
})

test('who is not known to the service lets go of nothing', async () => {
  const owner = await service.user()
  await job(owner, 99)
  await answer(owner, 'a', 99)
  const { leftovers } = service.jobsOf('00000000-0000-4000-8000-00000000000f')
  expect(await leftovers.count(NOW)).toEqual({ jobs: 0, artifacts: 0, bytes: 0, answers: 0, ...NO_BLOBS })
  expect(await leftovers.expired(NOW, 10)).toEqual([])
  expect(await leftovers.forgetAnswers(NOW, 10)).toBe(0)
  await blob(owner, 'a', 99)
  expect(await leftovers.oldBlobs(NOW, 10)).toEqual([])
})
