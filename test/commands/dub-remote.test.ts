import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { manifestOf } from '../jobs/manifests.ts'
import { newPerson, type Person } from '../rig/cli.ts'
import { type FakeApi, type FakeJob, startFakeApi } from '../rig/fake-api.ts'

const CHUNK = 6 * 1024 * 1024
const BYTES = Buffer.alloc(500_000, 'ytdub')
const digestOf = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')

let api: FakeApi
let person: Person
beforeAll(async () => {
  api = await startFakeApi()
})
afterAll(() => api[Symbol.asyncDispose]())
beforeEach(async () => {
  person = await newPerson()
  api.jobs.clear()
  return () => person[Symbol.asyncDispose]()
})

const start = (...args: string[]) => person.start(['dub', 'talk.mp3', '--remote', ...args], { env: api.env })
const remotely = (...args: string[]) => start(...args).ended
const only = (): FakeJob => {
  const [job] = api.jobs.values()
  if (!job) throw new Error('There is no job.')
  return job
}

/** What the service delivers of a job; of one that is partly done, its first language. */
async function finish(job: FakeJob, status: 'complete' | 'partial' = 'complete'): Promise<void> {
  const whole = manifestOf()
  const source = { ...whole.source, sha256: digestOf(BYTES), bytes: BYTES.length }
  const [spanish] = whole.languages
  const languages = job.languages.map((language, index) => {
    const failed = { status: 'error', error: 'no voice', artifacts: [], sync: null, loudness: null } as const
    return { ...spanish!, language, ...(status === 'partial' && index > 0 && failed) }
  })
  const manifest = JSON.stringify({ ...whole, job: job.id, status, source, languages })
  const files = { 'es/talk-es.srt': 'hola', 'manifest.json': manifest }
  for (const [file, text] of Object.entries(files)) await api.deliver(job, file, text, digestOf(text))
  api.tell(job, { status: 'complete', code: status === 'partial' ? 'partial' : null })
}

/** Counts requests to storage from now on. */
const counting = () => {
  const before = api.storage.calls.length
  return (method: string) => api.storage.calls.slice(before).filter((call) => call.method === method)
}

describe('ytdub dub --remote', () => {
  beforeEach(() => writeFile(person.path('talk.mp3'), BYTES))

  test('uploads, submits with the flags, follows, and fetches into the folder of a local dub', async () => {
    await writeFile(person.path('terms.csv'), 'term,es\ncoffee,café\n')
    const flags = [
      '--lang',
      'ES,fr',
      '--voice',
      'es=celeste',
      '--glossary',
      'terms.csv',
      '--keep-original',
      '-18dB',
      '--take',
      '2',
    ]
    const running = start(...flags)
    await running.seen('Job job_')
    expect(only()).toMatchObject({
      languages: ['es', 'fr'],
      options: {
        engine: 'auto',
        format: 'm4a',
        max_rate: 1.25,
        keep_original: -18,
        take: 2,
        voices: { es: 'celeste' },
        edits: {},
        glossary: [{ term: 'coffee', translations: { es: 'café' }, said: {}, note: null }],
        voice_track_sha256: digestOf(BYTES),
      },
    })
    api.tell(only(), { tasks: { es: { status: 'generating', stage: 'dubbing', progress: 50, message: 'speaking' } } })
    await running.seen('es: dubbing (speaking)')
    await finish(only())
    const { code, out, err } = await running.ended
    expect([code, err]).toEqual([0, expect.stringContaining('Uploading talk.mp3: 100 % of 0.5 MB')])
    expect(out).toMatch(/^es +1 .*\$0\.38/m)
    expect(out).toContain('Delivered to talk.dub')
    expect(await readFile(person.path('talk.dub', 'es', 'talk-es.srt'), 'utf8')).toBe('hola')
    expect((await readdir(person.path('talk.dub'))).toSorted()).toEqual(['es', 'manifest.json'])
  })

  test('again finds all done: nothing is sent or fetched a second time', async () => {
    const running = start('--lang', 'es')
    await running.seen('Job job_')
    await finish(only())
    expect((await running.ended).code).toBe(0)
    const count = counting()
    expect((await remotely('--lang', 'es')).code).toBe(0)
    expect([count('PATCH'), count('GET')]).toEqual([[], []])
    expect(api.jobs.size).toBe(1)
  })

  test('again, once its files are deleted at the service, says so and has it dubbed anew', async () => {
    const first = start('--lang', 'es')
    await first.seen('Job job_')
    const gone = only()
    await finish(gone)
    expect((await first.ended).code).toBe(0)
    gone.artifacts.length = 0

    const download = await person.start(['jobs', 'download', gone.id], { env: api.env }).ended
    expect([download.code, download.err]).toEqual([3, expect.stringContaining('they were purged, or are older than')])
    const again = start('--lang', 'es')
    await again.seen('Job job_')
    const anew = [...api.jobs.values()].find(({ id }) => id !== gone.id)
    await finish(anew!)
    const { code, out, err } = await again.ended
    expect([code, out]).toEqual([0, expect.stringContaining('Delivered to talk.dub')])
    expect(err.split(`The service no longer has the files of ${gone.id}`)).toHaveLength(2)
    expect(err).toContain('Uploading talk.mp3: 100 %')
    expect((await remotely('--lang', 'es')).code).toBe(0)
    expect(api.jobs.size).toBe(2)
  })

  test('the job that --upload names is not dubbed anew where its files are deleted', async () => {
    const uploaded = await person.start(['upload', 'talk.mp3'], { env: api.env }).ended
    expect(uploaded.code).toBe(0)
    const running = start('--lang', 'es', '--upload', only().id)
    await running.seen('Job job_')
    await finish(only())
    expect((await running.ended).code).toBe(0)
    only().artifacts.length = 0
    const { code, err } = await remotely('--lang', 'es', '--upload', only().id)
    expect([code, err]).toEqual([3, expect.stringContaining('leave --upload out')])
    expect(api.jobs.size).toBe(1)
  })

  test('killed in the middle of the upload goes on, and sends no chunk twice but the one under way', async () => {
    await writeFile(person.path('talk.mp3'), Buffer.alloc(3 * CHUNK + 1000, 'ytdub'))
    const count = counting()
    api.storage.misbehave({ kind: 'hang-before-headers' }, { path: /resumable\/sign\/./, times: 1 })
    const killed = start('--lang', 'es')
    while (count('PATCH').length === 0) await new Promise((resolve) => setImmediate(resolve))
    killed.child.kill('SIGKILL')
    await killed.ended
    api.storage.behave()
    expect(await remotely('--lang', 'es', '--no-wait')).toMatchObject({ code: 8 })
    const offsets = count('PATCH').map(({ headers }) => Number(headers['upload-offset']))
    expect(offsets).toEqual([0, 0, CHUNK, 2 * CHUNK, 3 * CHUNK])
    expect(api.jobs.size).toBe(1)
  })

  test('--no-wait exits with 8 and the job’s id; the same without it fetches what came of it', async () => {
    const { code, out, err } = await remotely('--lang', 'es', '--no-wait')
    expect([code, out]).toEqual([8, `${only().id}\n`])
    expect(err).toContain('ytdub dub talk.mp3 --remote --lang es\n')
    await finish(only())
    const fetched = await remotely('--lang', 'es', '--json')
    expect(fetched.code).toBe(0)
    const events = fetched.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(events.at(-1)).toEqual({
      event: 'job-finished',
      job: only().id,
      status: 'complete',
      manifest: person.path('talk.dub', 'manifest.json'),
    })
    const pending = await remotely('--lang', 'es,fr', '--no-wait', '--json')
    expect(JSON.parse(pending.out.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      event: 'job-finished',
      status: 'pending',
    })
  })

  test('exits as a local dub does: partly done, and failed', async () => {
    const running = start('--lang', 'es,fr')
    await running.seen('Job job_')
    await finish(only(), 'partial')
    const partly = await running.ended
    expect([partly.code, partly.out]).toEqual([6, expect.stringContaining('Failed fr: no voice')])
    // The same again has what failed tried again.
    const again = start('--lang', 'es,fr')
    await api.seen(new RegExp(`POST /api/jobs/${only().id}/retry`))
    await again.seen('Job job_')
    api.tell(only(), { status: 'error', code: 'budget', message: 'over the budget', artifacts: [] })
    const failed = await again.ended
    expect([failed.code, failed.err]).toEqual([7, expect.stringContaining('The job failed: over the budget')])
  })

  test('Ctrl-C says that it goes on there, and how to follow or cancel it', async () => {
    const running = start('--lang', 'es')
    await running.seen('Job job_')
    running.child.kill('SIGINT')
    const { code, err } = await running.ended
    expect(code).toBe(130)
    expect(err).toContain(`The job goes on at the service (${only().id}).`)
    expect(err).toContain('To follow it: ytdub dub talk.mp3 --remote --lang es')
    expect(err).toContain(`To cancel it: ytdub jobs cancel ${only().id}`)
    expect(only().status).toBe('pending')
  })

  test('a script that is edited while it runs is not written over', async () => {
    const script = (text: string) =>
      JSON.stringify({
        script: 1,
        from: 'en',
        language: 'es',
        lines: [{ id: 1, start: 0, end: 1, speaker: 0, source: 'hi', translated: 'hola', text }],
      })
    const running = start('--lang', 'es')
    await running.seen('Job job_')
    await api.deliver(only(), 'es/script.json', script('hola'), digestOf(script('hola')))
    await finish(only())
    expect((await running.ended).code).toBe(0)
    await writeFile(person.path('talk.dub', 'es', 'script.json'), script('buenas'))
    const before = only().id
    const edited = start('--lang', 'es')
    await edited.seen('Job job_')
    const job = [...api.jobs.values()].find(({ id }) => id !== before)!
    expect(job.options).toMatchObject({ edits: { es: { 1: { source: 'hi', text: 'buenas' } } } })
    await writeFile(person.path('talk.dub', 'es', 'script.json'), script('muy buenas'))
    await api.deliver(job, 'es/script.json', script('buenas'), digestOf(script('buenas')))
    await finish(job)
    const { code, err } = await edited.ended
    expect([code, err]).toEqual([0, expect.stringContaining('script.json was edited while this ran')])
    expect(await readFile(person.path('talk.dub', 'es', 'script.json'), 'utf8')).toBe(script('muy buenas'))
  })

  test('a script.srt that stands beside a script says what the service has made of it', async () => {
    const lines = [{ id: 1, start: 0, end: 1, speaker: 0, source: 'hi', translated: 'hola', text: 'hola' }]
    const script = JSON.stringify({ script: 1, from: 'en', language: 'es', lines })
    const folder = person.path('talk.dub', 'es')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'script.json'), script)
    await writeFile(join(folder, 'script.srt'), '1\n00:00:00,000 --> 00:00:01,000\nbuenas\n')
    const running = start('--lang', 'es')
    await running.seen('Job job_')
    expect(only().options).toMatchObject({ edits: { es: { 1: { source: 'hi', text: 'buenas' } } } })
    const made = script.replace('"text":"hola"', '"text":"muy buenas"')
    await api.deliver(only(), 'es/script.json', made, digestOf(made))
    await finish(only())
    expect((await running.ended).code).toBe(0)
    expect(await readFile(join(folder, 'script.srt'), 'utf8')).toBe('1\n00:00:00,000 --> 00:00:01,000\nmuy buenas\n')
  })

  test('a job that was cancelled is begun again; one that cannot be, anew', async () => {
    const cancelled = { status: 'error', code: 'cancelled' } as const
    await remotely('--lang', 'es', '--no-wait')
    const { id } = Object.assign(only(), cancelled)
    expect((await remotely('--lang', 'es', '--no-wait')).out).toBe(`${id}\n`)
    expect(only()).toMatchObject({ status: 'pending', code: null })
    Object.assign(only(), cancelled, { tasks: {} })
    const anew = await remotely('--lang', 'es', '--no-wait')
    expect([anew.code, api.jobs.size, anew.out]).toEqual([8, 2, `${[...api.jobs.keys()][1]}\n`])
  })

  test('a cancelled job that is named is not taken up again: it says so, and how to', async () => {
    await remotely('--lang', 'es', '--no-wait')
    const { id } = Object.assign(only(), { status: 'error', code: 'cancelled' })
    for (let time = 0; time < 2; time++) {
      const { code, err } = await remotely('--lang', 'es', '--no-wait', '--upload', id)
      expect([code, err]).toEqual([3, expect.stringContaining(`The job was cancelled (${id}).`)])
      expect(err).toContain(`ytdub jobs retry ${id}`)
    }
    expect(only()).toMatchObject({ status: 'error', code: 'cancelled' })
    const unknown = await remotely('--lang', 'es', '--no-wait', '--upload', 'job_000000000000')
    expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('no such job')])
  })

  test('a language that the service does not serve is told before anything is sent', async () => {
    const count = counting()
    const message = 'The service cannot dub this into Korean (ko). It serves: ca, es.'
    api.answerNext(/upload-urls/, { status: 400, body: { error: 'validation', message } })
    const { code, err } = await remotely('--lang', 'ko', '--engine', 'offline', '--from', 'en', '--no-wait')
    expect([code, err, count('POST')]).toEqual([3, expect.stringContaining(message), []])
    await remotely('--lang', 'ko', '--engine', 'offline', '--from', 'en', '--no-wait')
    expect(only().asked).toMatchObject({ languages: ['ko'], engine: 'offline', from: 'en' })
  })

  test('a recording that the service refuses leaves no job there that would count as one under way', async () => {
    api.answerNext(/POST \/api\/jobs$/, {
      status: 415,
      body: { error: 'unsupported_media_type', message: 'No media.' },
    })
    const { code, err } = await remotely('--lang', 'es', '--no-wait')
    expect([code, err]).toEqual([3, expect.stringContaining('No media.')])
    expect(api.jobs.size).toBe(0)
    expect((await person.ytdub('jobs')).out).not.toContain('job_')
  })

  test('a question that the service finds too long leaves the tracks there, which are good', async () => {
    api.answerNext(/POST \/api\/jobs$/, {
      status: 413,
      body: { error: 'body_too_large', message: 'The body has more than 2000000 bytes.', details: { limit: 2e6 } },
    })
    const { code, err } = await remotely('--lang', 'es', '--no-wait')
    expect([code, err]).toEqual([3, expect.stringContaining('The body has more than 2000000 bytes.')])
    const [id] = [only().id]
    expect((await remotely('--lang', 'es', '--no-wait')).code).toBe(8)
    expect(only().id).toBe(id)
  })

  test('a service that has lost the job has it dubbed anew', async () => {
    await remotely('--lang', 'es', '--no-wait')
    const [gone] = [only().id]
    api.jobs.clear()
    api.jobs.set('job_ffffffffffff', { ...({} as FakeJob), id: 'job_ffffffffffff' })
    expect((await remotely('--lang', 'es', '--no-wait')).code).toBe(8)
    expect(api.jobs.has(gone)).toBe(false)
    expect(api.jobs.size).toBe(2)
  })
})

describe('what is wrong is told before anything is sent', () => {
  test('which file is not there', async () => {
    const { code, err } = await remotely('--lang', 'es')
    expect([code, err, api.jobs.size]).toEqual([3, expect.stringContaining('There is no file'), 0])
  })

  test('which flags do not go together', async () => {
    const { code, err } = await remotely('--lang', 'es', '--until', 'translate')
    expect([code, err]).toEqual([2, expect.stringContaining('--until does not go together with --remote')])
  })

  test('a file that is no recording, before anything is asked or sent', async () => {
    await writeFile(person.path('talk.mp3'), 'hello')
    const before = api.calls.length
    const env = { ...api.env, FFMPEG_PATH: '' }
    const { code, err } = await person.start(['dub', 'talk.mp3', '--lang', 'es', '--remote'], { env }).ended
    expect([code, err, api.calls.length]).toEqual([3, expect.stringContaining('"talk.mp3"'), before])
  })

  test('where the service is, and who asks', async () => {
    await writeFile(person.path('talk.mp3'), 'x')
    const nowhere = await person.ytdub('dub', 'talk.mp3', '--lang', 'es', '--remote')
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('YTDUB_API_URL')])
    const env = { ...api.env, YTDUB_ACCESS_TOKEN: '' }
    const nobody = await person.start(['dub', 'talk.mp3', '--lang', 'es', '--remote'], { env }).ended
    expect([nobody.code, nobody.err]).toEqual([4, expect.stringContaining('ytdub login')])
  })
})
