import { mkdir, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newPerson, type Person } from '../rig/cli.ts'
import { type FakeApi, startFakeApi } from '../rig/fake-api.ts'

let api: FakeApi
let person: Person
beforeAll(async () => {
  api = await startFakeApi()
  person = await newPerson()
  await mkdir(person.home, { recursive: true })
  await writeFile(person.path('talk.mp3'), 'x'.repeat(1000))
  await ytdub('dub', 'talk.mp3', '--lang', 'es', '--remote', '--no-wait')
})
afterAll(async () => {
  await person[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})

const ytdub = (...args: string[]) => person.start(args, { env: api.env }).ended
const only = () => [...api.jobs.values()][0]!
const listed = async (env: NodeJS.ProcessEnv = api.env) =>
  JSON.parse((await person.start(['jobs', '--json'], { env }).ended).out) as {
    readonly jobs: readonly Record<string, unknown>[]
    readonly service?: { readonly answered: boolean; readonly as_of: string | null }
  }

test('jobs at the service stand in the list, brought up to date', async () => {
  const { jobs } = await listed({ ...api.env, YTDUB_ACCESS_TOKEN: 'wrong' })
  expect(jobs).toMatchObject([{ id: only().id, state: 'waiting', languages: [{ language: 'es' }] }])
  const { code, out } = await ytdub('jobs')
  expect(code).toBe(0)
  expect(out).toMatch(
    new RegExp(
      `^Job +Where +File +Languages .*\\n${only().id} +service +talk\\.mp3 +es +waiting +0 % +2026-11-23 04:05`,
    ),
  )
  only().status = 'processing'
  expect(await listed()).toMatchObject({
    jobs: [
      {
        id: only().id,
        where: 'service',
        state: 'running',
        source: person.path('talk.mp3'),
        folder: person.path('talk.dub'),
      },
    ],
    service: { answered: true },
  })
})

test('without the service, and without being signed in, as it was last known', async () => {
  await listed()
  only().status = 'complete'
  for (const env of [
    { ...api.env, YTDUB_API_URL: api.url, YTDUB_ACCESS_TOKEN: '' },
    { ...api.env, YTDUB_ACCESS_TOKEN: 'wrong' },
  ]) {
    const known = await listed(env)
    expect(known).toMatchObject({ jobs: [{ id: only().id, state: 'running' }], service: { answered: false } })
    const { code, out, err } = await person.start(['jobs'], { env }).ended
    expect([code, out]).toEqual([0, expect.stringContaining(only().id)])
    expect(err).toContain(`They are shown as of ${known.service?.as_of?.slice(0, 16)}Z, or later.`)
  }
})

test('what a service answers that cannot tell them is said', async () => {
  await listed()
  const body = { error: 'unavailable', message: 'The service cannot do that now.' }
  api.answerNext(/GET \/api\/jobs\?/, { status: 503, body })
  expect((await ytdub('jobs')).err).toMatch(
    /^Note: the service has not told its jobs: The service cannot do that now\. They are shown as of/,
  )
})

test('a service that says nothing is not waited for', async () => {
  await listed()
  let free = () => {}
  api.hold(/GET \/api\/jobs\?/, new Promise<void>((resolve) => (free = resolve)))
  const { code, out, err } = await ytdub('jobs')
  free()
  expect([code, out]).toEqual([0, expect.stringContaining(only().id)])
  expect(err).toMatch(/^Note: the service has not told its jobs: The service at \S+ does not answer in time\. They are/)
})

test('one is shown like one here, and as it was known where the service is away', async () => {
  only().status = 'processing'
  const { out } = await ytdub('jobs', 'show', only().id)
  expect(out).toMatch(/^State +running/m)
  expect(out).toMatch(/^Where +the service$/m)
  expect(out).toMatch(/^es +pending +queued/m)
  const away = await person.start(['jobs', 'show', only().id], { env: { ...api.env, YTDUB_ACCESS_TOKEN: 'wrong' } })
    .ended
  expect([away.code, away.out]).toEqual([0, expect.stringMatching(/^Where +the service, as of 20\d\d-/m)])
  expect(JSON.parse((await ytdub('jobs', 'show', only().id, '--json')).out)).toMatchObject({
    where: 'service',
    state: 'running',
  })
})

test('one that neither knows is a matter of usage', async () => {
  const { code, err } = await ytdub('jobs', 'show', 'job_ffffffffffff')
  expect([code, err]).toEqual([2, expect.stringContaining('There is no job')])
})

test('jobs that the service has no more are forgotten', async () => {
  await listed()
  api.jobs.clear()
  expect((await listed()).jobs).toEqual([])
})
