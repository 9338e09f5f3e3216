import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { registerUpload } from '../../../src/stores/supabase/blob-rows.ts'
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
const digestOf = (letter: string) => letter.repeat(64)

/** Somebody's job, submitted so many hours ago, of a recording with this digest. */
async function job({ owner, digest = digestOf('a'), begun = 1 }: { owner: string; digest?: string; begun?: number }) {
  const jobs = service.jobsOf(owner)
  const made = newJob(owner)
  await jobs.create(made)
  const ref = { digest, type: 'application/octet-stream', size: 3 }
  await registerUpload(service.database, owner, ref, made.voiceTrack.path)
  const request = { ...requestFor(['es']), source: { ...ref, name: 'talk.mp3' } }
  await jobs.submit(made.id, { request, duration: 3 })
  await service.sql('update public.dubbing_jobs set created_at = $2 where id = $1', [made.id, ago(begun)])
  return { id: made.id, path: made.voiceTrack.path, jobs }
}

async function end({ id }: { readonly id: string }, hours: number) {
  await service.fleet.end(id, 'es', { code: null, message: '', outcome: null })
  await service.fleet.settle(id, { status: 'complete', code: null, message: '' })
  await service.sql('update public.dubbing_jobs set completed_at = $2 where id = $1', [id, ago(hours)])
}

async function answer(owner: string, letter: string, hours: number, blobs: readonly string[] = []) {
  await service.sql(
    `insert into public.memo (user_id, key, stage, input, answer, blobs, used_at) values ($1, $2, 'speak', '{}', '{}', $3, $4)`,
    [owner, digestOf(letter), blobs, ago(hours)],
  )
}

async function blob(owner: string, letter: string, hours: number) {
  const made = { owner, digest: digestOf(letter), path: `blobs/${owner}/${digestOf(letter)}`, bytes: 3 }
  await service.sql(
    `insert into public.blobs (user_id, digest, path, bytes, mime_type, used_at) values ($1, $2, $3, 3, 'audio/wav', $4)`,
    [owner, made.digest, made.path, ago(hours)],
  )
  return made
}

const pathsOf = async (owner: string) => {
  const rows = await service.sql('select path from public.blobs where user_id = $1 order by digest', [owner])
  return rows.map(({ path }) => path)
}

test('jobs that wait for their tracks for too long are ended, and followers hear of it', async () => {
  const owner = await service.user()
  const jobs = service.jobsOf(owner)
  const [old, fresh] = [newJob(owner), newJob(owner)]
  for (const each of [old, fresh]) await jobs.create(each)
  const running = await job({ owner, begun: 30 })
  await service.sql('update public.dubbing_jobs set created_at = $2 where id = $1', [old.id, ago(25)])
  expect(await service.fleet.giveUpUploads(NOW - 24 * HOUR, 10)).toBe(1)
  expect(await service.fleet.giveUpUploads(NOW - 24 * HOUR, 10)).toBe(0)
  expect(await jobs.find(old.id)).toMatchObject({
    status: 'error',
    code: 'interrupted',
    completedAt: expect.any(Number),
  })
  expect((await jobs.events(old.id, 0, 10)).map(({ metadata }) => metadata['status'])).toEqual(['error'])
  expect((await jobs.find(fresh.id))?.status).toBe('uploading')
  expect((await jobs.find(running.id))?.status).toBe('pending')
  expect(await jobs.me()).toMatchObject({ activeJobs: 2 })
})

test('one that is being submitted at that moment is passed over', async () => {
  const owner = await service.user()
  const made = newJob(owner)
  await service.jobsOf(owner).create(made)
  await service.database.transaction(async (query) => {
    await query('select 1 from public.dubbing_jobs where id = $1 for no key update', [made.id])
    expect(await service.fleet.giveUpUploads(NOW + HOUR, 10)).toBe(0)
  })
  expect(await service.fleet.giveUpUploads(NOW + HOUR, 10)).toBe(1)
})

test('tracks of jobs that ended are told of until they are purged, the oldest first', async () => {
  const owner = await service.user()
  const [late, early] = [await job({ owner, digest: digestOf('b') }), await job({ owner })]
  const [recent, running] = [await job({ owner, digest: digestOf('c') }), await job({ owner, digest: digestOf('d') })]
  await end(late, 49)
  await end(early, 50)
  await end(recent, 47)
  const [first] = [{ job: early.id, paths: [early.path] }]
  expect(await service.fleet.oldTracks(at, 1)).toEqual([first])
  expect(await service.fleet.oldTracks(at, 1)).toEqual([first])
  await service.fleet.tracksPurged([early.id])
  expect(await service.fleet.oldTracks(at, 10)).toEqual([{ job: late.id, paths: [late.path] }])
  expect(await pathsOf(owner)).toEqual([recent.path, running.path])
})

test('a recording that was uploaded twice is read from the upload that stays', async () => {
  const owner = await service.user()
  for (const go of [
    (second: { id: string }) => end(second, 50).then(() => service.fleet.oldTracks(at, 10)),
    (second: { id: string }) => service.jobsOf(owner).remove(second.id),
  ]) {
    const first = await job({ owner })
    const second = await job({ owner })
    expect(await pathsOf(owner)).toEqual([second.path])
    await go(second)
    expect(await pathsOf(owner)).toEqual([first.path])
    await service.jobsOf(owner).remove(first.id)
    expect(await pathsOf(owner)).toEqual([])
  }
})

test('answers that are not used are forgotten, so many at a time', async () => {
  const owner = await service.user()
  for (const [letter, hours] of [
    ['a', 50],
    ['b', 49],
    ['c', 47],
  ] as const)
    await answer(owner, letter, hours)
  expect(await service.fleet.forgetAnswers(at, 1)).toBe(1)
  expect(await service.fleet.forgetAnswers(at, 10)).toBe(1)
  expect(await service.sql('select key from public.memo')).toEqual([{ key: digestOf('c') }])
})

test('nothing goes that a job under way has used since it began', async () => {
  const [owner, other] = [await service.user(), await service.user()]
  const running = await job({ owner, begun: 60 })
  for (const each of [owner, other]) await answer(each, 'b', 55)
  await answer(owner, 'c', 70)
  const [kept, left] = [await blob(owner, 'd', 55), await blob(other, 'd', 55)]
  expect(await service.fleet.forgetAnswers(at, 10)).toBe(2)
  expect(await service.sql('select user_id, key from public.memo')).toEqual([{ user_id: owner, key: digestOf('b') }])
  expect(await service.fleet.oldBlobs(at, 10)).toEqual([left])
  await end(running, 0)
  expect(await service.fleet.forgetAnswers(at, 10)).toBe(1)
  expect(await service.fleet.oldBlobs(at, 10)).toEqual(expect.arrayContaining([left, kept]))
})

test('a blob goes once no answer names it and no job under way dubs it, unless it is used again meanwhile', async () => {
  const owner = await service.user()
  const [named, dubbed, again, old] = [
    await blob(owner, 'b', 60),
    await blob(owner, 'c', 60),
    await blob(owner, 'd', 60),
    await blob(owner, 'e', 61),
  ]
  await blob(owner, 'f', 47)
  await answer(owner, 'a', 50, [named.digest])
  await job({ owner, digest: dubbed.digest, begun: 1 })
  expect(await service.fleet.oldBlobs(at, 1)).toEqual([old])
  expect(await service.fleet.oldBlobs(at, 10)).toEqual([old, again])
  await service.sql('update public.blobs set used_at = now() where digest = $1', [again.digest])
  await service.fleet.blobsPurged([old, again], at)
  expect(await service.fleet.oldBlobs(at, 10)).toEqual([])
  expect(await pathsOf(owner)).toHaveLength(4)
})

test('objects that nothing names are strays, and nothing else is', async () => {
  const owner = await service.user()
  const running = await job({ owner })
  const kept = await blob(owner, 'b', 60)
  const ended = await job({ owner, digest: digestOf('c') })
  const [there, purged] = ['there', 'purged'].map((name) => ({
    language: null,
    type: 'report',
    path: `artifacts/${owner}/${ended.id}/${name}.html`,
    file: `${name}.html`,
    bytes: 1,
    mime: 'text/html',
    checksum: digestOf('0'),
  }))
  const artifacts = [there!, purged!]
  await service.fleet.end(ended.id, 'es', { code: null, message: '', outcome: null, artifacts })
  await service.sql('update public.artifacts set purged_at = now() where path = $1', [purged?.path])
  const strays = [
    purged!.path,
    `artifacts/${owner}/job_00000000dead/es/talk.m4a`,
    `blobs/${owner}/${digestOf('f')}`,
    `uploads/${owner}/${running.id}/another.mp3`,
    `uploads/${owner}/job_00000000dead/voice_track.mp3`,
  ]
  const others = [
    running.path,
    kept.path,
    there?.path,
    'uploads/readme.txt',
    `others/${owner}/x`,
    `blobs/${owner}/../x`,
  ]
  const put = `insert into storage.objects (bucket_id, name, created_at, updated_at) values ('media', $1, $2, $2)`
  for (const name of [...strays, ...others]) await service.sql(put, [name, ago(50)])
  await service.sql(put, [`blobs/${owner}/${digestOf('e')}`, ago(47)])
  const found = await service.fleet.strays(at, '', 10)
  expect(found).toEqual(strays.toSorted((a, b) => (a < b ? -1 : 1)))
  expect(await service.fleet.strays(at, found[1] ?? '', 2)).toEqual(found.slice(2, 4))
})

test('events are forgotten once their job has ended for so long, and no sooner', async () => {
  const owner = await service.user()
  const [ended, recent, running] = [await job({ owner }), await job({ owner }), await job({ owner })]
  await service.sql('delete from public.job_events')
  const tell = `insert into public.job_events (job_id, user_id, event_type, message, event_metadata, created_at)
    values ($1, $2, 'task', '', '{}', $3)`
  for (const { id } of [ended, recent, running])
    for (const hours of [60, 50, 20]) await service.sql(tell, [id, owner, ago(hours)])
  const end = `update public.dubbing_jobs set status = 'complete', completed_at = $2 where id = $1`
  await service.sql(end, [ended.id, ago(49)])
  await service.sql(end, [recent.id, ago(47)])
  expect(await service.fleet.forgetEvents(at, 1)).toBe(1)
  expect(await service.fleet.forgetEvents(at, 10)).toBe(1)
  expect(await service.fleet.forgetEvents(at, 10)).toBe(0)
  expect(await service.sql('select count(*)::integer as count from public.job_events')).toEqual([{ count: 7 }])
})
