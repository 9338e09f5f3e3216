import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '../../../src/clock.ts'
import type { ManifestLanguage } from '../../../src/dub/manifest.ts'
import type { FleetJobs, NewServiceArtifact, TaskReport } from '../../../src/ports/service.ts'
import { supabaseFleetJobs } from '../../../src/stores/supabase/fleet-jobs.ts'
import { supabaseMemo } from '../../../src/stores/supabase/memo.ts'
import { LANGUAGES, type OpenService, openService, submitted } from './open-stores.ts'

let service: OpenService
beforeAll(async () => {
  service = await openService()
})
afterAll(() => service[Symbol.asyncDispose]())

const REPORT: TaskReport = { status: 'generating', stage: 'dubbing', progress: 40, message: 'line 4 of 10' }
const DONE = { code: null, message: 'done', outcome: null } as const
const FAILED = { status: 'error', code: 'vendor', message: 'no' } as const
const outcomeOf = (language: string) => ({ language, lines: 3, status: 'complete' }) as unknown as ManifestLanguage

async function eventsOf({ jobs, id }: Awaited<ReturnType<typeof submitted>>, after = 0) {
  const events = await jobs.events(id, after, 100)
  return events.map(({ type, message, metadata }) => ({ type, message, ...metadata }))
}

test('a worker takes a task, says how far it is, and ends it, and followers see each change once', async () => {
  const job = await submitted(service, ['es'])
  const { fleet } = service
  expect(await fleet.begin(job.id, 'es', 'w')).toBe(true)
  expect(await fleet.beat(job.id, 'es', 'w', REPORT)).toEqual({ stop: false })
  expect(await fleet.beat(job.id, 'es', 'w', REPORT)).toEqual({ stop: false })
  const [task] = (await fleet.find(job.id))?.tasks ?? []
  expect(task).toMatchObject({ ...REPORT, heartbeatAt: expect.any(Number), startedAt: expect.any(Number) })
  expect(await fleet.find(job.id)).toMatchObject({ progress: 40 })
  await fleet.end(job.id, 'es', { ...DONE, outcome: outcomeOf('es'), worker: 'w' })
  await fleet.end(job.id, 'es', { code: 'vendor', message: 'too late', outcome: null })
  expect((await fleet.find(job.id))?.tasks[0]).toMatchObject({ status: 'complete', stage: 'complete', progress: 100 })
  const told = { type: 'task', language: 'es', code: null }
  expect(await eventsOf(job)).toEqual([
    { type: 'job', message: '', status: 'pending', code: null, progress: 0 },
    { ...told, message: '', status: 'processing', stage: 'queued', progress: 0 },
    { ...told, ...REPORT },
    { ...told, message: 'done', status: 'complete', stage: 'complete', progress: 100 },
  ])
})

test('a task that another worker has taken over is no longer the first one’s', async () => {
  const { id } = await submitted(service, ['es'])
  const { fleet } = service
  await fleet.begin(id, 'es', 'dead')
  await fleet.beat(id, 'es', 'dead', REPORT)
  expect(await fleet.begin(id, 'es', 'alive')).toBe(true)
  expect(await fleet.beat(id, 'es', 'dead', { ...REPORT, progress: 90 })).toEqual({ stop: true })
  await fleet.end(id, 'es', { code: 'vendor', message: 'no', outcome: null, worker: 'dead' })
  expect(await fleet.beat(id, 'es', 'alive', REPORT)).toEqual({ stop: false })
  await fleet.end(id, 'es', { ...DONE, worker: 'alive' })
  expect((await fleet.find(id))?.tasks[0]).toMatchObject({ status: 'complete', message: 'done' })
})

test('nothing is begun of what has not been submitted, has ended, or is not there', async () => {
  const { id, jobs } = await submitted(service, ['es', 'ca'])
  const { fleet } = service
  await fleet.begin(id, 'es', 'w')
  await fleet.end(id, 'es', DONE)
  expect(await fleet.begin(id, 'es', 'w')).toBe(false)
  expect(await fleet.begin(id, 'xx', 'w')).toBe(false)
  expect(await fleet.begin('job_000000000000', 'es', 'w')).toBe(false)
  await fleet.begin(id, 'ca', 'w')
  await fleet.end(id, 'ca', { ...DONE, code: 'budget', message: 'too dear' })
  await fleet.settle(id, FAILED)
  expect(await fleet.begin(id, 'ca', 'w')).toBe(false)
  await jobs.remove(id)
  expect(await fleet.beat(id, 'ca', 'w', REPORT)).toEqual({ stop: true })
  await fleet.end(id, 'ca', DONE)
  await fleet.tell({ job: id, type: 'warning', message: '', metadata: {} })
  expect(await fleet.find(id)).toBeUndefined()
})

test('a task that is tried again waits with its reason, and costs add up', async () => {
  const { id } = await submitted(service)
  const { fleet } = service
  for (const usd of [0.25, 0.5]) {
    await fleet.begin(id, 'ca', 'w')
    await fleet.charge(id, 'ca', usd)
    await fleet.end(id, 'ca', { code: 'vendor', message: 'busy', outcome: null, again: true })
  }
  const waiting = { status: 'pending', stage: 'queued', code: 'vendor', message: 'busy', heartbeatAt: null }
  expect((await fleet.find(id))?.tasks[1]).toMatchObject(waiting)
  expect(await fleet.outcomes(id)).toEqual([])
  await fleet.begin(id, 'ca', 'w')
  expect((await fleet.find(id))?.tasks[1]).toMatchObject({ status: 'processing', code: null, message: '' })
  await fleet.end(id, 'ca', { code: 'partial', message: '1 line failed', outcome: outcomeOf('ca') })
  await fleet.begin(id, 'es', 'w')
  await fleet.end(id, 'es', { code: 'input', message: 'no such voice', outcome: null })
  expect(await fleet.outcomes(id)).toEqual([
    { language: 'es', outcome: null, usd: 0 },
    { language: 'ca', outcome: outcomeOf('ca'), usd: 0.75 },
  ])
  expect((await fleet.find(id))?.tasks.map(({ status }) => status)).toEqual(['error', 'complete', 'pending'])
})

test('knows which answers were worked out for a job, and none that its owner had before, or another has', async () => {
  const { fleet, database } = service
  const { owner, id } = await submitted(service)
  const [mine, before, both, theirs] = ['1', '2', '3', '4'].map((digit) => digit.repeat(64)) as [string, ...string[]]
  const keep = (job: { readonly owner: string; readonly id: string }, key: string | undefined) =>
    supabaseMemo(database, job, systemClock).keep({ key: key!, stage: 'speak', input: {} }, 'sound')
  await keep({ owner, id: 'job_before' }, before)
  await keep({ owner, id: 'job_before' }, both)
  await keep({ owner, id }, both)
  await keep({ owner, id }, mine)
  await keep({ owner: await service.user(), id }, theirs)
  const keys = [mine, before!, both!, theirs!]
  expect(await fleet.madeFor(id, keys)).toEqual([mine])
  expect(await fleet.madeFor(id, [])).toEqual([])
})

test('changes what it is told to, and tells followers only what they see', async () => {
  const job = await submitted(service)
  const { fleet } = service
  const [submittedEvent] = await job.jobs.events(job.id, 0, 10)
  await fleet.change(job.id, { status: 'processing', message: 'listening', progress: 5 })
  await fleet.change(job.id, { duration: 62 })
  await fleet.change(job.id, { status: 'processing' })
  await fleet.change(job.id, { code: 'vendor' })
  await fleet.change(job.id, { code: null, message: '' })
  expect(await fleet.find(job.id)).toMatchObject({
    status: 'processing',
    message: '',
    progress: 5,
    duration: 62,
    code: null,
  })
  const told = { type: 'job', status: 'processing', progress: 5 }
  expect(await eventsOf(job, submittedEvent?.id)).toEqual([
    { ...told, code: null, message: 'listening' },
    { ...told, code: 'vendor', message: 'listening' },
    { ...told, code: null, message: '' },
  ])
})

test('a job ends once, and not before each of its tasks has', async () => {
  const { fleet } = service
  const { id, jobs } = await submitted(service, ['es', 'ca'])
  const done = { status: 'complete', code: null, message: 'done' } as const
  await fleet.end(id, 'es', DONE)
  await fleet.begin(id, 'ca', 'w')
  for (const end of [FAILED, done]) expect(await fleet.settle(id, end)).toBe(false)
  expect(await fleet.find(id)).toMatchObject({ completedAt: null, tasks: [{}, { status: 'processing' }] })
  await fleet.end(id, 'ca', { ...DONE, code: 'vendor', message: 'busy' })
  expect(await Promise.all([fleet.settle(id, FAILED), fleet.settle(id, done)])).toEqual(
    expect.arrayContaining([true, false]),
  )
  await fleet.change(id, { status: 'generating' })
  const ended = await fleet.find(id)
  expect(ended?.completedAt).toEqual(expect.any(Number))
  expect((await eventsOf({ id, jobs, owner: '' })).filter(({ type }) => type === 'job')).toHaveLength(2)
  expect(ended?.tasks.map(({ status, code }) => [status, code])).toEqual([
    ['complete', null],
    ['error', 'vendor'],
  ])
})

test('whoever was finishing a job ends nothing of it once it is tried again', async () => {
  const { fleet } = service
  const { id, jobs, owner } = await submitted(service, ['es'])
  await fleet.end(id, 'es', { ...DONE, code: 'vendor', message: 'busy' })
  await jobs.requestCancel(id) // It was being finished, and ends with this.
  await fleet.settle(id, FAILED)
  expect(await jobs.retry(id)).toMatchObject({ languages: ['es'] })
  const artifacts = [artifactOf(owner, id, 'manifest.json')]
  for (const status of ['complete', 'error'] as const) {
    expect(await fleet.settle(id, { ...FAILED, status, artifacts })).toBe(false)
  }
  expect(await jobs.artifacts(id)).toEqual([])
  expect(await fleet.begin(id, 'es', 'w')).toBe(true)
})

test('a task that is tried again counts its time anew', async () => {
  const { fleet } = service
  const { id, jobs } = await submitted(service, ['es'])
  await fleet.begin(id, 'es', 'w')
  await fleet.end(id, 'es', { ...DONE, code: 'vendor', message: 'busy' })
  await fleet.settle(id, FAILED)
  await service.sql("update public.language_tasks set started_at = now() - interval '31 hours' where job_id = $1", [id])
  await jobs.retry(id)
  expect((await fleet.find(id))?.tasks[0]).toMatchObject({ status: 'pending', startedAt: null })
})

test('knows whose tasks have gone silent', async () => {
  const { id } = await submitted(service)
  const { fleet } = service
  for (const language of ['es', 'ca']) await fleet.begin(id, language, 'w')
  await service.sql(
    `update public.language_tasks set heartbeat_at = to_timestamp(1000) where job_id = $1 and language_code = 'es'`,
    [id],
  )
  expect(await fleet.silentSince(1_000_000)).toEqual([])
  expect(await fleet.silentSince(1_000_001)).toEqual([{ job: id, language: 'es' }])
  await fleet.end(id, 'es', DONE)
  expect(await fleet.silentSince(1_000_001)).toEqual([])
})

test('a job that was submitted and has not ended is named where nobody writes to it, until somebody does', async () => {
  const { id } = await submitted(service, ['es', 'ca'])
  const { fleet } = service
  const untouched = async () => {
    await service.sql('alter table public.dubbing_jobs disable trigger touch')
    await service.sql('update public.dubbing_jobs set updated_at = to_timestamp(1000) where id = $1', [id])
    await service.sql('alter table public.dubbing_jobs enable trigger touch')
    return fleet.untouchedSince(1_000_001)
  }
  expect(await untouched()).toEqual([id])
  expect(await fleet.untouchedSince(1_000_000)).toEqual([])
  await fleet.change(id, {})
  expect(await fleet.untouchedSince(1_000_001)).toEqual([])
  await fleet.change(id, { status: 'finalizing' })
  expect(await untouched()).toEqual([id])
  for (const language of ['es', 'ca']) await fleet.end(id, language, DONE)
  await fleet.settle(id, FAILED)
  expect(await untouched()).toEqual([])
})

const artifactOf = (owner: string, id: string, file: string, part: Partial<NewServiceArtifact> = {}) => ({
  language: file.includes('/') ? (file.split('/')[0] ?? null) : null,
  type: 'full_mix',
  path: `artifacts/${owner}/${id}/${file}`,
  file,
  bytes: 3,
  mime: 'audio/mp4',
  checksum: 'a'.repeat(64),
  ...part,
})

/** Ends a job with all of its tasks. */
async function settleAll(id: string, artifacts: NewServiceArtifact[]) {
  for (const language of LANGUAGES) await service.fleet.end(id, language, { ...FAILED, outcome: null })
  return service.fleet.settle(id, { ...FAILED, artifacts })
}

/** A job that ended at this time (ms since 1970), with two artifacts. */
async function published(completed: number) {
  const job = await submitted(service)
  const artifacts = ['es/talk-es.m4a', 'manifest.json'].map((file) => artifactOf(job.owner, job.id, file))
  await settleAll(job.id, artifacts)
  await service.sql('update public.dubbing_jobs set completed_at = $2 where id = $1', [job.id, new Date(completed)])
  return { ...job, files: artifacts }
}

/** The same job, tried again, has ended again. */
async function publishAgain({ id, jobs }: Awaited<ReturnType<typeof submitted>>, artifacts: NewServiceArtifact[]) {
  await service.sql('update public.dubbing_jobs set completed_at = now() where id = $1', [id])
  expect(await jobs.retry(id)).toMatchObject({ languages: LANGUAGES })
  await settleAll(id, artifacts)
}

test('publishes artifacts for whose job it is, and the same ones again unnoticed', async () => {
  const job = await published(Date.UTC(2100, 0))
  const [dub, manifest] = job.files
  await publishAgain(job, job.files)
  const bytes = 5_000_000_000
  await publishAgain(job, [{ ...manifest!, checksum: 'b'.repeat(64), bytes }])
  const known = { id: expect.any(String), createdAt: expect.any(Number), purgedAt: null }
  expect(await job.jobs.artifacts(job.id)).toEqual([
    { ...dub, ...known, file: 'es/talk-es.m4a' },
    { ...manifest, ...known, file: 'manifest.json', checksum: 'b'.repeat(64), bytes },
  ])
  const told = (await eventsOf(job)).filter(({ type }) => type === 'artifact')
  expect(told.map((event) => [Reflect.get(event, 'language'), Reflect.get(event, 'bytes')])).toEqual([
    ['es', 3],
    [null, 3],
    [null, bytes],
  ])
})

test('what a task or a job publishes is there once it has ended, and not before', async () => {
  const { fleet } = service
  const { owner, id, jobs } = await submitted(service, ['es'])
  const [dub, manifest] = ['es/talk-es.m4a', 'manifest.json'].map((file) => artifactOf(owner, id, file))
  const other = { ...dub!, checksum: 'b'.repeat(64) }
  const files = async () => (await jobs.artifacts(id)).map(({ file, checksum }) => [file, checksum[0]])
  await fleet.begin(id, 'es', 'dead')
  await fleet.begin(id, 'es', 'alive')
  await fleet.end(id, 'es', { ...DONE, worker: 'dead', artifacts: [other] })
  expect(await files()).toEqual([])
  const astray = { ...dub!, path: `artifacts/${owner}/job_0/x` }
  await expect(fleet.end(id, 'es', { ...DONE, artifacts: [dub!, astray] })).rejects.toMatchObject({ name: 'Failure' })
  expect(await files()).toEqual([])
  expect((await fleet.find(id))?.tasks).toMatchObject([{ status: 'processing' }])
  await fleet.end(id, 'es', { ...DONE, worker: 'alive', artifacts: [dub!] })
  await fleet.end(id, 'es', { ...DONE, artifacts: [other] })
  expect(await files()).toEqual([['es/talk-es.m4a', 'a']])
  const end = { status: 'complete', code: null, message: 'done' } as const
  await fleet.settle(id, { ...end, artifacts: [manifest!] })
  await fleet.settle(id, { ...end, artifacts: [{ ...manifest!, checksum: 'b'.repeat(64) }] })
  expect(await files()).toEqual([
    ['es/talk-es.m4a', 'a'],
    ['manifest.json', 'a'],
  ])
  expect((await jobs.events(id, 0, 100)).map(({ type }) => type)).toEqual([
    'job',
    'task',
    'task',
    'artifact',
    'task',
    'artifact',
    'job',
  ])
})

test('the way to a language’s full mix is written down as long as that is there', async () => {
  const { owner, id, jobs } = await submitted(service, ['es', 'pt-BR'])
  const mixes = ['es', 'pt-BR'].map((language) => ({
    ...artifactOf(owner, id, `${language}/talk-full_mix.m4a`),
    language,
    type: 'full_mix',
  }))
  const links = async () =>
    (
      await service.sql('select download_url from public.language_tasks where job_id = $1 order by language_code', [id])
    ).map(({ download_url: url }) => url)
  expect(await links()).toEqual([null, null])
  const publish = async () => {
    for (const mix of mixes) {
      const artifacts = [mix, artifactOf(owner, id, `${mix.language}/talk-${mix.language}.srt`)]
      await service.fleet.end(id, mix.language, { ...FAILED, outcome: null, artifacts })
    }
    await service.fleet.settle(id, FAILED)
  }
  await publish()
  const there = ['es', 'pt-BR'].map((tag) => `/api/jobs/${id}/download?lang=${tag}&type=full`)
  expect(await links()).toEqual(there)
  const [row] = await service.sql("select id from public.artifacts where path like '%/es/%full_mix%' and job_id = $1", [
    id,
  ])
  await service.fleet.purged([String(row?.['id'])])
  expect(await links()).toEqual([null, there[1]])
  expect(await jobs.retry(id)).toMatchObject({ languages: ['es', 'pt-BR'] })
  await publish()
  expect(await links()).toEqual(there)
})

test('no artifact leads out of its job’s folder', async () => {
  const { owner, id, jobs } = await submitted(service)
  const other = await service.user()
  for (const path of [`artifacts/${other}/${id}/x`, `uploads/${owner}/${id}/x`, `artifacts/${owner}/job_0/x`]) {
    const stray = artifactOf(owner, id, 'x', { path })
    await expect(settleAll(id, [stray])).rejects.toMatchObject({ name: 'Failure' })
  }
  expect(await service.fleet.find(id)).toMatchObject({ completedAt: null })
  expect(await jobs.artifacts(id)).toEqual([])
})

test('artifacts whose time is over are told of until they are purged', async () => {
  const { fleet } = service
  const [late, early] = [await published(2000), await published(1000)]
  await submitted(service)
  expect(await fleet.expired(1000, 10)).toEqual([])
  const some = await fleet.expired(1001, 1)
  expect(some).toEqual([{ id: expect.any(String), path: early.files[0]?.path, bytes: 3, job: early.id }])
  expect((await fleet.expired(5000, 10)).map(({ job }) => job)).toEqual([early.id, early.id, late.id, late.id])
  await fleet.purged(some.map(({ id }) => id))
  await fleet.purged([])
  expect((await early.jobs.artifacts(early.id)).map(({ file }) => file)).toEqual(['manifest.json'])
  expect(await fleet.expired(5000, 10)).toHaveLength(3)
  await publishAgain(early, early.files)
  expect(await early.jobs.artifacts(early.id)).toHaveLength(2)
})

const writers: { readonly [what: string]: (fleet: FleetJobs, job: { id: string; owner: string }) => Promise<unknown> } =
  {
    word: (fleet, { id }) => fleet.tell({ job: id, type: 'warning', message: '', metadata: {} }),
    beginning: (fleet, { id }) => fleet.begin(id, 'ca', 'v'),
    beat: (fleet, { id }) => fleet.beat(id, 'es', 'w', REPORT),
    end: (fleet, { id }) => fleet.end(id, 'es', DONE),
    change: (fleet, { id }) => fleet.change(id, { progress: 7 }),
  }

test.each(Object.entries(writers))('who follows sees no %s before what was written earlier', async (_, write) => {
  const job = await submitted(service)
  await service.fleet.begin(job.id, 'es', 'w')
  const last = (await job.jobs.events(job.id, 0, 10)).at(-1)?.id ?? 0
  const waiting = `select count(*)::integer as count from pg_stat_activity
    where wait_event_type = 'Lock' and datname = current_database()`
  const later = await service.database.transaction(async (query) => {
    const early = supabaseFleetJobs({ ...service.database, query })
    await early.tell({ job: job.id, type: 'early', message: '', metadata: {} })
    const written = write(service.fleet, job)
    await expect.poll(() => service.sql(waiting)).toEqual([{ count: 1 }])
    expect(await job.jobs.events(job.id, last, 10)).toEqual([])
    return { written }
  })
  await later.written
  const types = (await job.jobs.events(job.id, last, 10)).map(({ type }) => type)
  expect(types).toEqual(['early', expect.any(String)])
})

test('beats, ends, cancels, retries and removals of one job at the same time never wait in a circle', async () => {
  const { fleet } = service
  for (let round = 0; round < 5; round++) {
    const { id, jobs } = await submitted(service)
    for (const language of LANGUAGES) await fleet.begin(id, language, 'w')
    await Promise.all(
      LANGUAGES.flatMap((language, place) => [
        fleet.beat(id, language, 'w', { ...REPORT, progress: round }),
        fleet.end(id, language, DONE),
        fleet.change(id, { progress: place }),
        place === 0 ? jobs.requestCancel(id) : fleet.settle(id, { status: 'error', code: 'vendor', message: '' }),
        jobs.retry(id),
        ...(place === 2 && round % 2 === 1 ? [jobs.remove(id)] : []),
      ]),
    )
    expect((await fleet.find(id))?.id).toBe(round % 2 === 1 ? undefined : id)
  }
})

test('a task that ends anew while a purge takes what it had published waits, and not in a circle', async () => {
  const { fleet } = service
  const { owner, id, jobs } = await submitted(service, ['es', 'fr'])
  const mixOf = (language: string, digit: string) => {
    const file = `${language}/talk-full_mix.m4a`
    const path = `artifacts/${owner}/${id}/${language}/full_mix-${digit}.m4a`
    return artifactOf(owner, id, file, { path, checksum: digit.repeat(64) })
  }
  // The purge comes to French first.
  for (const language of ['fr', 'es']) {
    await fleet.end(id, language, { ...FAILED, outcome: null, artifacts: [mixOf(language, 'a')] })
  }
  await fleet.settle(id, FAILED)
  const rows = await service.sql('select id from public.artifacts where job_id = $1', [id])
  expect(await jobs.retry(id)).toMatchObject({ languages: ['es', 'fr'] })
  await fleet.begin(id, 'es', 'w')
  const waiting = `select count(*)::integer as count from pg_stat_activity
    where wait_event_type = 'Lock' and datname = current_database()`
  const both = await service.database.transaction(async (query) => {
    await query("select id from public.language_tasks where job_id = $1 and language_code = 'fr' for update", [id])
    const purge = fleet.purged(rows.map((row) => String(row['id'])))
    await expect.poll(() => service.sql(waiting)).toEqual([{ count: 1 }])
    const end = fleet.end(id, 'es', { ...DONE, worker: 'w', artifacts: [mixOf('es', 'b')] })
    await expect.poll(() => service.sql(waiting)).toEqual([{ count: 2 }])
    return { ended: Promise.allSettled([purge, end]) }
  })
  expect((await both.ended).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  expect((await jobs.artifacts(id)).map(({ checksum }) => checksum[0])).toEqual(['b'])
})
