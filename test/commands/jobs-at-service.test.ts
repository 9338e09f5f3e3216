import { createHash } from 'node:crypto'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { manifestOf } from '../jobs/manifests.ts'
import { newPerson, type Person } from '../rig/cli.ts'
import { type FakeApi, type FakeJob, startFakeApi } from '../rig/fake-api.ts'

let api: FakeApi
let person: Person
beforeAll(async () => {
  api = await startFakeApi()
  person = await newPerson()
  await writeFile(person.path('talk.mp3'), 'a talk')
})
afterAll(async () => {
  await person[Symbol.asyncDispose]()
  await api[Symbol.asyncDispose]()
})
/** One job of two languages, which waits. */
beforeEach(async () => {
  await rm(person.path('talk.dub'), { recursive: true, force: true })
  const waiting = { status: 'pending', stage: 'queued', progress: 0, message: 'waiting' }
  const tasks = { es: { ...waiting }, fr: { ...waiting } }
  if (api.jobs.size === 1) Object.assign(only(), { status: 'pending', code: null, message: '', artifacts: [], tasks })
  else {
    api.jobs.clear()
    await start('dub', 'talk.mp3', '--lang', 'es,fr', '--remote', '--no-wait').ended
  }
})

const start = (...args: string[]) => person.start(args, { env: api.env })
const ytdub = (...args: string[]) => start(...args).ended
const only = (): FakeJob => [...api.jobs.values()][0]!
const eventsOf = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')

async function deliver(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) await api.deliver(only(), file, text, digestOf(text))
}

function manifest(): string {
  return JSON.stringify({ ...manifestOf({ voices: [{ speaker: 1, voice: 'celeste' }] }), job: only().id })
}

function script(text: string): string {
  const line = { id: 1, start: 0, end: 1, speaker: 0, source: 'hi', translated: 'hola', text }
  return JSON.stringify({ script: 1, from: 'en', language: 'es', lines: [line] })
}

test('watch follows one that was begun before, to its end and exit code, and says how to fetch it', async () => {
  const watching = start('jobs', 'watch', only().id)
  await watching.seen('es: queued')
  api.tell(only(), { tasks: { es: { status: 'generating', stage: 'dubbing', progress: 50, message: 'speaking' } } })
  await watching.seen('es: dubbing (speaking)')
  api.tell(only(), { status: 'complete', code: 'partial' })
  const { code, out } = await watching.ended
  expect([code, out]).toEqual([
    6,
    `Job ${only().id} is done at the service. To fetch it: ytdub jobs download ${only().id}\n`,
  ])
})

test('watch can be left, and tells scripts how it ended', async () => {
  const left = start('jobs', 'watch', only().id)
  await left.seen('es: queued')
  left.child.kill('SIGINT')
  expect(await left.ended).toMatchObject({ code: 130, err: expect.stringContaining('The job goes on at the service') })
  api.tell(only(), { status: 'error', code: 'budget', message: 'over the budget' })
  const { code, out } = await ytdub('jobs', 'watch', only().id, '--json')
  expect([code, eventsOf(out).slice(-2)]).toMatchObject([
    7,
    [
      { event: 'error', code: 'budget', message: expect.stringContaining('over the budget') },
      { event: 'job-finished', job: only().id, status: 'error', manifest: null },
    ],
  ])
})

test('retry asks the service, and follows, or does not wait', async () => {
  const none = await ytdub('jobs', 'retry', only().id)
  expect([none.code, none.err]).toEqual([3, expect.stringContaining('Nothing of the job has failed')])
  api.tell(only(), { status: 'error', code: 'vendor', message: 'busy' })
  expect(await ytdub('jobs', 'retry', only().id, '--no-wait')).toMatchObject({ code: 8, out: `${only().id}\n` })
  expect(only().status).toBe('pending')
  api.tell(only(), { status: 'error', code: 'vendor', message: 'busy' })
  const following = start('jobs', 'retry', only().id)
  await following.seen(`Job ${only().id}`)
  api.tell(only(), { status: 'complete', code: null })
  expect((await following.ended).code).toBe(0)
})

test('download fetches into the folder of its dub; afterwards show knows voices and cost', async () => {
  const early = await ytdub('jobs', 'download', only().id)
  expect([early.code, early.err]).toEqual([3, expect.stringContaining(`ytdub jobs watch ${only().id}`)])
  await deliver({ 'es/talk-es.srt': 'hola', 'fr/talk-fr.srt': 'salut', 'manifest.json': manifest() })
  api.tell(only(), { status: 'complete', code: null })
  const before = await ytdub('jobs', 'show', only().id)
  expect(before.out).toContain(`fetch them: ytdub jobs download ${only().id}`)

  const { code, out } = await ytdub('jobs', 'download', only().id)
  expect([code, out]).toEqual([0, expect.stringContaining('Delivered to talk.dub')])
  expect(await readFile(person.path('talk.dub', 'fr', 'talk-fr.srt'), 'utf8')).toBe('salut')
  const after = await ytdub('jobs', 'show', only().id)
  expect(after.out).toMatch(/^Delivered to +\S+talk\.dub\nVoices, es +celeste\nCost +\$0\.3750$/m)
  const why = await ytdub('jobs', 'show', only().id, '--why')
  expect([why.code, why.err]).toEqual([2, expect.stringContaining('Leave --why out')])
})

test('download of one language fetches no other; a script that was edited here is left', async () => {
  await deliver({ 'es/script.json': script('hola'), 'fr/talk-fr.srt': 'salut', 'manifest.json': manifest() })
  const { code, out } = await ytdub('jobs', 'download', only().id, '--lang', 'es', '--out', 'here', '--json')
  expect([code, JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')]).toEqual([
    0,
    { job: only().id, folder: person.path('here'), files: ['es/script.json'] },
  ])
  expect(await readdir(person.path('here'))).toEqual(['es'])
  await writeFile(person.path('here', 'es', 'script.json'), script('buenas'))
  const again = await ytdub('jobs', 'download', only().id, '--lang', 'es', '--out', 'here')
  expect([again.code, again.err]).toEqual([0, expect.stringContaining('holds edits of yours')])
  expect(await readFile(person.path('here', 'es', 'script.json'), 'utf8')).toBe(script('buenas'))
  const other = await ytdub('jobs', 'download', only().id, '--lang', 'de')
  expect([other.code, other.err]).toEqual([3, expect.stringContaining('no files in de')])
})

test('download does not mix with what another job delivered', async () => {
  await deliver({ 'manifest.json': manifest() })
  await writeFile(person.path('manifest.json'), JSON.stringify({ ...manifestOf(), job: 'job_ffffffffffff' }))
  const { code, err } = await ytdub('jobs', 'download', only().id, '--out', '.')
  expect([code, err]).toEqual([2, expect.stringContaining('Choose another place with --out')])
})

test('delete is asked for, deletes at the service, and forgets', async () => {
  const { id } = only()
  expect((await ytdub('jobs', 'delete', id)).code).toBe(2)
  expect(api.jobs.has(id)).toBe(true)
  expect(await ytdub('jobs', 'delete', id, '--yes')).toMatchObject({ code: 0, err: `Deleted job ${id}.\n` })
  expect(api.jobs.size).toBe(0)
  expect(JSON.parse((await ytdub('jobs', '--json')).out).jobs).toEqual([])
  expect((await ytdub('jobs', 'delete', id, '--yes')).code).toBe(3)
})

test('the list knows what is uploaded, and shows here or there alone', async () => {
  const { out: uploaded } = await ytdub('upload', 'talk.mp3')
  const id = uploaded.trim()
  const { out } = await ytdub('jobs', '--remote', '--status', 'uploaded')
  expect(out).toMatch(new RegExp(`^${id} +service +talk\\.mp3 +uploaded +20`, 'm'))
  expect(out).not.toContain(only().id)
  const own = await ytdub('jobs', '--local')
  expect([own.out, own.err]).toEqual(['', 'There are no such jobs. See all: ytdub jobs\n'])
  const both = await ytdub('jobs', '--local', '--remote')
  expect(both.code).toBe(2)
})

test('jobs are shown as those of whoever was signed in, and not to somebody else', async () => {
  const tokenOf = (email: string) => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'none' })}.${part({ sub: email, email, exp: 4e9 })}.x`
    api.tokens.add(token)
    return token
  }
  const list = (token: string, url = api.url) =>
    person.start(['jobs'], { env: { ...api.env, YTDUB_ACCESS_TOKEN: token, YTDUB_API_URL: url } }).ended
  expect((await list(tokenOf('ana@example.com'))).out).toContain(only().id)
  const nobody = await list('')
  expect(nobody.out).toContain(only().id)
  expect(nobody.err).toContain('They are those of ana@example.com.')
  api.answerNext(/GET \/api\/jobs\?/, { status: 503 })
  const somebody = await list(tokenOf('ben@example.com'))
  expect([somebody.code, somebody.out]).toEqual([0, ''])
})
