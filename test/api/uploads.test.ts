import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { createApi } from '../../src/api/app.ts'
import type { DubRequest } from '../../src/dub/request.ts'
import { Failure } from '../../src/failure.ts'
import { ANN, BOB, type FakeService, mp3, openFakeService } from '../rig/fake-service.ts'
import { ask, told } from './ask.ts'

const TRACK = { languages: ['es'], voice_track_name: 'talk.mp3' }

describe('upload URLs', () => {
  test('make a job and say where its tracks go', async () => {
    await using service = await openFakeService()
    const body = { languages: ['ES', 'pt-br'], voice_track_name: 'Mein Vortrag.MP3', background_track_name: 'music' }
    const types = { content_types: { voice: 'audio/mpeg', background: 'audio/wav' } }
    const response = await ask(service, 'POST /api/jobs/upload-urls', { body: { ...body, ...types } })
    expect(response.status).toBe(200)
    const answer = await told(response)
    const id = answer['job_id'] as string
    expect(id).toMatch(/^job_[0-9a-f]{12}$/)
    expect(answer).toEqual({
      job_id: id,
      upload_urls: {
        voice_track: `https://storage.test/uploads/${ANN}/${id}/voice_track.mp3?token=t`,
        background_track: `https://storage.test/uploads/${ANN}/${id}/background_track.wav?token=t`,
      },
      upload_tokens: { voice_track: 't', background_track: 't' },
      voice_track_path: `uploads/${ANN}/${id}/voice_track.mp3`,
      background_track_path: `uploads/${ANN}/${id}/background_track.wav`,
      expires_in: 3600,
    })
    expect(service.rows.get(id)).toMatchObject({
      owner: ANN,
      status: 'uploading',
      languages: ['es', 'pt-BR'],
      voiceTrack: { name: 'Mein Vortrag.MP3' },
    })
  })

  test('are made anew for a job that still waits, and only for its owner', async () => {
    await using service = await openFakeService()
    const { id } = service.put()
    const body = { ...TRACK, job_id: id }
    expect(await told(await ask(service, 'POST /api/jobs/upload-urls', { body }))).toMatchObject({ job_id: id })
    expect(service.rows.size).toBe(1)
    expect((await ask(service, 'POST /api/jobs/upload-urls', { body, as: 'bob' })).status).toBe(404)
    service.put({ id, status: 'pending' })
    expect((await ask(service, 'POST /api/jobs/upload-urls', { body })).status).toBe(409)
  })

  test('anew are for the tracks that the job was made for: others are a conflict that names those', async () => {
    await using service = await openFakeService()
    const open = async (more: object) => ask(service, 'POST /api/jobs/upload-urls', { body: { ...TRACK, ...more } })
    const alone = { voice_track_name: 'Café.mp3'.normalize('NFD') }
    const { job_id } = await told(await open(alone))
    expect((await open({ job_id, ...alone })).status).toBe(200)
    expect((await open({ job_id, voice_track_name: 'Café.mp3', languages: [] })).status).toBe(200)
    for (const other of [{ voice_track_name: 'second.wav' }, { ...alone, background_track_name: 'music.flac' }]) {
      const response = await open({ job_id, ...other })
      expect([response.status, await told(response)]).toEqual([
        409,
        {
          error: 'conflict',
          message:
            'The job waits for other tracks: "Café.mp3" and no background. Name those, or leave job_id out to make another job.',
          details: { voice_track_name: 'Café.mp3', background_track_name: null },
        },
      ])
    }
    const both = {
      voice_track_name: 'talk',
      background_track_name: 'music.flac',
      content_types: { voice: 'audio/mpeg' },
    }
    const { job_id: second } = await told(await open(both))
    const { content_types: _, ...untyped } = both
    const again = await told(await open({ job_id: second, ...untyped }))
    expect(again['upload_urls']).toMatchObject({ background_track: expect.stringContaining('.flac') })
    const without = await open({ job_id: second, voice_track_name: 'talk' })
    expect([without.status, (await told(without))['message']]).toEqual([
      409,
      expect.stringContaining('"talk" and the background "music.flac".'),
    ])
  })

  test.each(['../../etc/passwd.mp3', 'a/b.mp3', String.raw`a\b.mp3`, 'a\r\nSet-Cookie: x.mp3', 'a\u0000.mp3'])(
    'refuse a name that is none: %j',
    async (name) => {
      await using service = await openFakeService()
      const response = await ask(service, 'POST /api/jobs/upload-urls', { body: { ...TRACK, voice_track_name: name } })
      expect(response.status).toBe(400)
      expect(await told(response)).toMatchObject({ error: 'validation', details: [{ field: 'voice_track_name' }] })
      expect(service.rows.size).toBe(0)
    },
  )

  test('refuse every name that is none, whatever else is wrong', async () => {
    await using service = await openFakeService()
    const names = { voice_track_name: '../../x', background_track_name: 'a/b' }
    const path = 'It is a path: give the file name alone.'
    const paths = Object.keys(names).map((field) => ({ field, message: path }))
    for (const languages of [['es', 'ES'], ['tlh', 'de'], ['es']]) {
      const response = await ask(service, 'POST /api/jobs/upload-urls', { body: { languages, ...names } })
      const { details } = (await told(response)) as { details: { field: string }[] }
      const fields = details.filter(({ field }) => field.startsWith('languages'))
      expect([response.status, details]).toEqual([400, [...fields, ...paths]])
      expect(fields).toHaveLength(languages.length - 1)
    }
    const empty = await ask(service, 'POST /api/jobs/upload-urls', { body: { ...TRACK, voice_track_name: '' } })
    expect(await told(empty)).toMatchObject({ message: 'voice_track_name: It is empty.' })
  })

  test('take a name’s ending from a list, and no other letter of it', async () => {
    await using service = await openFakeService()
    for (const name of ['日本語 # 50%?.flac', '.mp3', 'x.tar.m4a', '🎤.webm']) {
      const answer = await told(
        await ask(service, 'POST /api/jobs/upload-urls', { body: { ...TRACK, voice_track_name: name } }),
      )
      expect(answer['voice_track_path']).toMatch(/^uploads\/[\w-]+\/job_\w{12}\/voice_track\.(flac|mp3|m4a|webm)$/)
    }
    for (const name of ['page.html', 'list.m3u8', 'talk', 'a.constructor', 'talk.toString']) {
      const response = await ask(service, 'POST /api/jobs/upload-urls', { body: { ...TRACK, voice_track_name: name } })
      expect(response.status).toBe(415)
    }
  })

  test('are not given where too many jobs have not ended', async () => {
    await using service = await openFakeService({ activeJobs: 1 })
    service.put()
    const response = await ask(service, 'POST /api/jobs/upload-urls', { body: TRACK })
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('60')
    expect(await told(response)).toMatchObject({ error: 'quota_exceeded', details: { quota: 'active_jobs', limit: 1 } })
    expect((await ask(service, 'POST /api/jobs/upload-urls', { body: TRACK, as: 'bob' })).status).toBe(200)
  })

  test('are not given for a language that no worker serves: it is named, and those that are', async () => {
    await using service = await openFakeService()
    const asked = (more: object) => ask(service, 'POST /api/jobs/upload-urls', { body: { ...TRACK, ...more } })
    const refused = await asked({ languages: ['es', 'ko'] })
    const { message, details } = await told(refused)
    expect([refused.status, message]).toEqual([400, expect.stringContaining('Korean (ko). It serves: ')])
    expect(message).toMatch(/It serves: [^.]*\bes\b/)
    expect(message).not.toMatch(/It serves: [^.]*\bko\b/)
    expect(details).toEqual([{ field: 'languages.1', message: 'fake has no voice for Korean.' }])
    expect((await asked({ languages: ['es'], engine: 'cloud' })).status).toBe(400)
    expect((await asked({ languages: ['es'], from: 'es' })).status).toBe(400)
    expect(service.rows.size).toBe(0)
    expect((await asked({ languages: [] })).status).toBe(200)
    // What is not known now is not refused.
    const plan = () => Promise.reject(new Failure('vendor', 'The server is away.'))
    const api = createApi({ ...service.parts, plan })
    expect((await ask({ api }, 'POST /api/jobs/upload-urls', { body: TRACK })).status).toBe(200)
  })

  test('leave no job behind where storage does not answer', async () => {
    await using service = await openFakeService()
    service.parts.objects.uploadUrl = () => Promise.reject(new Failure('vendor', 'secret detail of storage'))
    const response = await ask(service, 'POST /api/jobs/upload-urls', { body: TRACK })
    expect(response.status).toBe(503)
    expect(JSON.stringify(await told(response))).not.toContain('secret')
    expect(service.rows.size).toBe(0)
  })
})

async function submit(service: FakeService, id: string, more: object = {}, as = 'ann') {
  const body = { job_id: id, voice_track_uploaded: true, background_track_uploaded: false, languages: ['es'], ...more }
  return ask(service, 'POST /api/jobs', { body, as })
}

/** The same, with the names of every record the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, each]) => [name, turned(each)]),
  )
}

/** A job of Ann's whose voice track is there. */
function uploaded(service: FakeService, { background = false, id = 'job_0123456789ab', bytes = mp3() } = {}) {
  const folder = `uploads/${ANN}/${id}`
  const backgroundTrack = background ? { path: `${folder}/background_track.mp3`, name: 'music.mp3' } : null
  service.objects.set(`${folder}/voice_track.mp3`, bytes)
  if (background) service.objects.set(`${folder}/background_track.mp3`, mp3('music'))
  return service.put({ id, voiceTrack: { path: `${folder}/voice_track.mp3`, name: 'talk.mp3' }, backgroundTrack })
}

describe('submission', () => {
  test('looks at the tracks, writes the request down and tells the fleet', async () => {
    await using service = await openFakeService()
    const { id } = uploaded(service, { background: true })
    const digest = createHash('sha256').update(mp3()).digest('hex')
    const options = {
      engine: 'offline',
      from: 'en',
      voices: { es: 'es-2' },
      register: 'formal',
      context: 'bees',
      format: 'mp3',
      max_rate: 1.5,
      sync: 'tight',
      keep_original: -18,
      take: 2,
      voice_track_sha256: digest,
      glossary: [{ term: 'hive', translations: { es: 'colmena' } }],
      edits: { es: { '1': { source: 'one', text: 'uno' } } },
    }
    const response = await submit(service, id, { background_track_uploaded: true, languages: ['es', 'fr'], options })
    expect([response.status, await told(response)]).toEqual([201, { job_id: id }])
    expect(service.rows.get(id)).toMatchObject({ status: 'pending', duration: 4, languages: ['es', 'fr'] })
    expect(service.rows.get(id)?.request).toMatchObject({
      source: { name: 'talk.mp3', digest, size: mp3().length },
      background: { name: 'music.mp3' },
      engine: 'offline',
      from: 'en',
      languages: ['es', 'fr'],
      voices: { es: 'es-2' },
      register: 'formal',
      context: 'bees',
      format: 'mp3',
      maxRate: 1.5,
      sync: 'tight',
      keepOriginal: -18,
      take: 2,
      strict: false,
      glossary: [{ term: 'hive', translations: { es: 'colmena' }, said: {}, note: null }],
      edits: options.edits,
    })
    expect(service.queue.added).toEqual([{ kind: 'prepare', job: id }])
    expect(await readdir(service.home.path)).toEqual([])
  })

  test('repeated changes nothing, and tells the fleet again only while nobody has begun', async () => {
    await using service = await openFakeService()
    const { id } = uploaded(service)
    for (let time = 0; time < 2; time++) expect((await submit(service, id)).status).toBe(201)
    const job = service.rows.get(id)!
    expect(service.queue.added).toHaveLength(2)
    expect(service.media.calls.probe).toHaveLength(1)
    service.put({ ...job, status: 'processing' })
    expect((await submit(service, id)).status).toBe(201)
    expect(service.queue.added).toHaveLength(2)
  })

  test('is not there for another user', async () => {
    await using service = await openFakeService()
    const { id } = uploaded(service)
    const response = await submit(service, id, {}, 'bob')
    expect([response.status, await told(response)]).toEqual([
      404,
      { error: 'not_found', message: 'There is no such job.' },
    ])
    expect(service.rows.get(id)?.status).toBe('uploading')
  })

  test('after a cancellation is a conflict', async () => {
    await using service = await openFakeService()
    const { id } = uploaded(service)
    await ask(service, `POST /api/jobs/${id}/cancel`)
    expect((await submit(service, id)).status).toBe(409)
    const other = uploaded(service, { id: 'job_bbbbbbbbbbbb' })
    expect((await submit(service, other.id)).status).toBe(201)
    await ask(service, `POST /api/jobs/${other.id}/cancel`)
    const response = await submit(service, other.id)
    expect([response.status, await told(response)]).toMatchObject([409, { message: 'The job was cancelled.' }])
  })

  test('with other languages than it was submitted for is a conflict that names them', async () => {
    await using service = await openFakeService()
    const { id } = uploaded(service)
    const [first, response] = await Promise.all([
      submit(service, id, { languages: ['es', 'fr'] }),
      submit(service, id, { languages: ['es'] }), // While the first is still looked at.
    ])
    expect(first.status).toBe(201)
    expect([response.status, await told(response)]).toMatchObject([
      409,
      {
        error: 'conflict',
        message: expect.stringContaining('already, for es, fr.'),
        details: { languages: ['es', 'fr'] },
      },
    ])
    expect((await submit(service, id, { languages: ['fr', 'ES'] })).status).toBe(201)
  })

  test('with anything else than was submitted is a conflict that names it; the same in other words is not', async () => {
    await using service = await openFakeService()
    const { id } = uploaded(service, { background: true })
    const options = {
      voices: { es: 'es-2', 'es:2': 'es' },
      glossary: [{ term: 'hive', translations: { es: 'colmena', '*': 'x' } }],
      edits: { es: { '1': { source: 'one', text: 'uno' } } },
      max_rate: 1.5,
    }
    const asked = { background_track_uploaded: true, options }
    expect((await submit(service, id, asked)).status).toBe(201)
    // As the database gives it back: the same, with its names in another order.
    const job = service.rows.get(id)!
    service.put({ ...job, status: 'complete', request: turned(job.request) as DubRequest })
    const { digest } = job.request!.source
    const others: readonly (readonly [object, string])[] = [
      [{ background_track_uploaded: false }, 'background_track_uploaded'],
      [{ options: { ...options, engine: 'local' } }, 'options.engine'],
      [{ options: { ...options, voices: { es: 'es-2' } } }, 'options.voices'],
      [{ options: { ...options, from: 'de' } }, 'options.from'],
      [{ options: { ...options, glossary: [{ term: 'bee' }] } }, 'options.glossary'],
      [{ options: { ...options, edits: {} } }, 'options.edits'],
      [{ options: { ...options, context: 'bees' } }, 'options.context'],
      [{ options: { ...options, register: 'formal' } }, 'options.register'],
      [{ options: { ...options, max_rate: 1.25 } }, 'options.max_rate'],
      [{ options: { ...options, voice_track_sha256: '0'.repeat(64) } }, 'options.voice_track_sha256'],
      [{ options: { ...options, background_track_sha256: digest } }, 'options.background_track_sha256'],
    ]
    for (const [other, field] of others) {
      const response = await submit(service, id, { ...asked, ...other })
      expect([field, response.status, await told(response)]).toMatchObject([
        field,
        409,
        { error: 'conflict', message: expect.stringContaining(`otherwise: ${field}. `), details: { fields: [field] } },
      ])
    }
    const same = { ...options, voices: { 'ES:2': 'es', es: 'es-2' }, engine: 'offline', voice_track_sha256: digest }
    expect((await submit(service, id, { ...asked, options: same })).status).toBe(201)
    expect((await submit(service, id, asked)).status).toBe(201)
  })

  test('names every field that is wrong', async () => {
    await using service = await openFakeService()
    const options = { max_rate: 3, fromat: 'mp3', glossary: [{ term: '' }] }
    const response = await submit(service, 'job_x', { languages: ['es', 'xx'], voice_track_uploaded: false, options })
    expect(response.status).toBe(400)
    const { details, message } = (await told(response)) as {
      details: { field: string; message: string }[]
      message: string
    }
    for (const detail of details) expect(detail.message).toMatch(/[.!?]$/)
    expect(message).toBe(details.map((detail) => `${detail.field}: ${detail.message}`).join(' '))
    const fields = details.map(({ field }) => field)
    expect(new Set(fields)).toEqual(
      new Set([
        'job_id',
        'voice_track_uploaded',
        'languages.1',
        'options.max_rate',
        'options.fromat',
        'options.glossary.0.term',
      ]),
    )
  })

  test.each([
    [{ languages: ['es', 'ES'] }, 'languages: Name each language once.'],
    [{ languages: [] }, 'languages'],
    [{ options: { from: 'es' } }, 'es'],
    [{ background_track_uploaded: true }, 'background'],
  ])('refuses what cannot be served: %j', async (more, message) => {
    await using service = await openFakeService()
    const response = await submit(service, uploaded(service).id, more)
    expect(response.status).toBe(400)
    expect((await told(response))['message']).toContain(message)
    expect(service.media.calls.probe).toEqual([])
  })

  test('names every voice that there is not, and says nothing of command lines', async () => {
    await using service = await openFakeService()
    const edits = { es: { '1': { source: 'one', voice: 'es-2' }, '7': { source: 'two', voice: 'es-3' } } }
    const voices = { ES: 'nosuch', 'es:2': 'es', fr: 'fr' }
    const response = await submit(service, uploaded(service).id, { options: { voices, edits } })
    const details = [
      { field: 'options.voices.es', message: 'fake has no voice "nosuch" for es. It has es, es-2.' },
      { field: 'options.voices.fr', message: 'fr is not among the languages.' },
      {
        field: 'options.edits.es.7.voice',
        message: 'fake has no voice "es-3" for es. Did you mean es-2? It has es, es-2.',
      },
    ]
    const message = details.map(({ field, message: what }) => `${field}: ${what}`).join(' ')
    expect([response.status, await told(response)]).toEqual([400, { error: 'validation', message, details }])
  })

  test.each([
    ['xx', 'not a language that ytdub knows'],
    ['es:0', 'Write a language, or a language and a speaker'],
    ['es=de', 'Write a language, or a language and a speaker'],
  ])('names a voice for what is no speaker: %s', async (target, message) => {
    await using service = await openFakeService()
    const options = { voices: { [target]: 'x' }, youtube: true, format: 'opus', max_rate: 3 }
    const response = await submit(service, 'job_x', { options })
    expect([response.status, await told(response)]).toMatchObject([
      400,
      {
        details: [
          { field: 'job_id', message: 'It is no id of a job: job_ and 12 hex digits.' },
          { field: `options.voices.${target}`, message: expect.stringContaining(message) },
          { field: 'options.max_rate' },
          { field: 'options.format', message: 'YouTube takes no Opus files: choose m4a, mp3, wav or flac.' },
        ],
      },
    ])
  })

  test('is refused as not possible now, not as the user’s fault, where the service itself lacks a key', async () => {
    await using service = await openFakeService()
    const plan = () => Promise.reject(new Failure('auth', 'OPENAI_API_KEY is missing.'))
    const api = createApi({ ...service.parts, plan })
    const response = await submit({ ...service, api }, uploaded(service).id)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('10')
    expect(JSON.stringify(await told(response))).not.toContain('OPENAI')
  })
})

describe('a look at the tracks that takes long', () => {
  /** A service whose probe is held. */
  async function held() {
    const service = await openFakeService()
    const asked = Promise.withResolvers<AbortSignal>()
    const answer = Promise.withResolvers<void>()
    const { probe } = service.media.does
    service.media.does.probe = async (path, options) => {
      asked.resolve(options.signal)
      await answer.promise
      options.signal.throwIfAborted()
      return probe(path, options)
    }
    const { id } = uploaded(service)
    const left = new AbortController()
    const body = JSON.stringify({ job_id: id, voice_track_uploaded: true, languages: ['es'] })
    const headers = { authorization: 'Bearer ann', 'content-type': 'application/json' }
    const first = service.api.request('/api/jobs', { method: 'POST', headers, body, signal: left.signal })
    return { service, id, first, left, signal: await asked.promise, answer: () => answer.resolve() }
  }

  test('goes on when its client has left, and the next one waits for it', async () => {
    const { service, id, left, first, answer } = await held()
    await using _ = service
    left.abort()
    const second = submit(service, id)
    answer()
    expect((await second).status).toBe(201)
    expect((await first).status).toBe(201)
    expect(service.media.calls.probe).toHaveLength(1)
    expect(service.rows.get(id)?.status).toBe('pending')
  })

  const other: DubRequest = { ...({} as DubRequest), languages: ['fr'] }
  test.each([
    ['cancelled', 409, { error: 'conflict', message: expect.stringContaining('before it was submitted') }],
    ['deleted', 404, { error: 'not_found' }],
    ['submitted for other languages', 409, { error: 'conflict', details: { languages: ['fr'] } }],
  ] as const)('is refused where its job is %s meanwhile', async (what, status, refusal) => {
    const { service, id, first, answer } = await held()
    await using _ = service
    if (what === 'cancelled') await ask(service, `POST /api/jobs/${id}/cancel`)
    else if (what === 'deleted') await ask(service, `DELETE /api/jobs/${id}`)
    else service.put({ ...service.rows.get(id)!, status: 'pending', request: other }) // By another process of the API.
    answer()
    const response = await first
    expect([response.status, await told(response)]).toMatchObject([status, refusal])
    expect(service.queue.added).toEqual([])
  })

  test('is left only by a process that is to stop, where nobody waits any more', async () => {
    const { service, id, left, first, signal, answer } = await held()
    await using _ = service
    service.closing.abort()
    expect(signal.aborted).toBe(false)
    left.abort()
    expect(signal.aborted).toBe(true)
    answer()
    expect((await first).status).toBe(503)
    expect(service.rows.get(id)?.status).toBe('uploading')
    expect(await readdir(service.home.path)).toEqual([])
    expect(service.log.at(-1)).toMatchObject({ level: 'info', code: 'interrupted' })
  })
})

describe('a track that is not as it should be', () => {
  test('is not there, or empty', async () => {
    await using service = await openFakeService()
    const { id } = service.put()
    const missing = await submit(service, id)
    expect([missing.status, await told(missing)]).toMatchObject([
      409,
      { error: 'not_uploaded', details: { track: 'voice_track' } },
    ])
    const empty = await submit(service, uploaded(service, { bytes: new Uint8Array() }).id)
    expect([empty.status, (await told(empty))['error']]).toEqual([422, 'unreadable_media'])
  })

  test('is too large: nothing is downloaded', async () => {
    await using service = await openFakeService({ trackBytes: 100 })
    const response = await submit(service, uploaded(service).id)
    expect([response.status, await told(response)]).toMatchObject([
      413,
      { error: 'too_large', details: { limit: 100 } },
    ])
  })

  test('has other bytes than the client sent', async () => {
    await using service = await openFakeService()
    const options = { voice_track_sha256: '0'.repeat(64) }
    const response = await submit(service, uploaded(service).id, { options })
    expect([response.status, (await told(response))['error']]).toEqual([422, 'checksum_mismatch'])
    expect(service.media.calls.probe).toEqual([])
  })

  test.each([
    ['a playlist', '#EXTM3U\n#EXTINF:1,\nhttp://169.254.169.254/latest/meta-data\n'],
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['an archive', Buffer.from('504b0304140000000000', 'hex')],
  ])('is no recording by its first bytes, whatever it is called: %s', async (_, content) => {
    await using service = await openFakeService()
    const response = await submit(service, uploaded(service, { bytes: Buffer.from(content as string) }).id)
    expect([response.status, (await told(response))['error']]).toEqual([415, 'unsupported_media_type'])
    expect(service.media.calls.probe).toEqual([])
    expect(await readdir(service.home.path)).toEqual([])
  })

  test('has no audio; what is said of it names no file of the service', async () => {
    await using service = await openFakeService()
    service.media.does.probe = (path) => Promise.reject(new Failure('input', `${path} has no audio.`))
    const response = await submit(service, uploaded(service).id)
    expect(response.status).toBe(422)
    expect(JSON.stringify(await told(response))).not.toContain(service.home.path)
    expect(await readdir(service.home.path)).toEqual([])
  })

  test('is gone from the disk also where looking at it fails', async () => {
    await using service = await openFakeService()
    service.media.does.probe = () => Promise.reject(new Failure('config', 'ffprobe cannot be run at /secret/place'))
    const response = await submit(service, uploaded(service).id)
    expect([response.status, await told(response)]).toEqual([
      503,
      { error: 'unavailable', message: 'The service cannot do that now.' },
    ])
    expect(await readdir(service.home.path)).toEqual([])
    expect(service.log.at(-1)).toMatchObject({ level: 'error', code: 'config', route: '/api/jobs', user: ANN })
    expect(JSON.stringify(service.log)).not.toContain('secret')
  })

  test.each([
    ['Storage answered 503.', 'The service cannot do that now: its storage does not answer.'],
    ['The database cannot be reached.', 'The service cannot do that now: its database does not answer.'],
    ['ffmpeg is held at /secret/place', 'The service cannot do that now.'],
  ])('cannot be looked at now, and why is told as far as it is anybody’s matter: %s', async (why, message) => {
    await using service = await openFakeService()
    service.media.does.probe = () => Promise.reject(new Failure('vendor', why))
    const response = await submit(service, uploaded(service).id)
    expect([response.status, await told(response)]).toEqual([503, { error: 'unavailable', message }])
  })

  test.each([
    [102, 201],
    [98, 201],
    [102.1, 422],
    [97.9, 422],
  ])('of 100 s with a background of %s s: %s', async (seconds, status) => {
    await using service = await openFakeService()
    const probe = await service.media.does.probe('', { signal: new AbortController().signal })
    service.media.does.probe = async (path) => ({ ...probe, duration: path.includes('background') ? seconds : 100 })
    const { id } = uploaded(service, { background: true })
    const response = await submit(service, id, { background_track_uploaded: true })
    expect(response.status).toBe(status)
    if (status === 201) return
    const details = { voice_duration: 100, background_duration: seconds }
    expect(await told(response)).toMatchObject({ error: 'duration_mismatch', details })
    expect(service.queue.added).toEqual([])
  })

  test('of a user with too many jobs is not even looked at', async () => {
    await using service = await openFakeService({ activeJobs: 1 })
    service.put()
    const response = await submit(service, uploaded(service).id)
    expect([response.status, (await told(response))['error']]).toEqual([429, 'quota_exceeded'])
    expect(service.media.calls.probe).toEqual([])
  })

  test('is longer than one may be, or than there is left for today', async () => {
    await using long = await openFakeService({ trackSeconds: 3 })
    const tooLong = await submit(long, uploaded(long).id)
    expect([tooLong.status, (await told(tooLong))['error']]).toEqual([413, 'too_long'])
    await using busy = await openFakeService({ secondsADay: 11 })
    expect((await submit(busy, uploaded(busy).id)).status).toBe(201)
    const both = { languages: ['es', 'fr'] }
    const over = await submit(busy, uploaded(busy, { id: 'job_bbbbbbbbbbbb' }).id, both)
    expect([over.status, over.headers.get('retry-after')]).toEqual([429, '3600'])
    expect(await told(over)).toMatchObject({ details: { quota: 'seconds_a_day', used: 4, asked: 8 } })
    const most = { languages: ['es', 'fr', 'de'] }
    const never = await submit(busy, 'job_bbbbbbbbbbbb', most)
    expect([never.status, never.headers.get('retry-after'), await told(never)]).toEqual([
      413,
      null,
      {
        error: 'too_much',
        message:
          'A recording of 4 s in 3 languages has 12 s; a user may submit 11 s in 24 hours. Name 2 languages at most.',
        details: { quota: 'seconds_a_day', limit: 11, asked: 12, most_languages: 2 },
      },
    ])
    await using small = await openFakeService({ secondsADay: 3 })
    expect(await told(await submit(small, uploaded(small).id))).toMatchObject({
      error: 'too_much',
      message: expect.stringMatching(/in 1 language has 4 s; .* 3 s in 24 hours\. Upload a shorter one\.$/),
    })
    busy.clock.advance(86_400_001)
    expect((await submit(busy, 'job_bbbbbbbbbbbb', both)).status).toBe(201)
  })

  test('of two that would be over the day together only one gets through', async () => {
    await using service = await openFakeService({ secondsADay: 7 })
    const ids = ['job_aaaaaaaaaaaa', 'job_bbbbbbbbbbbb'].map((id) => uploaded(service, { id }).id)
    const answers = await Promise.all(ids.map((id) => submit(service, id)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 429])
  })
})

test('a row with a path for its track’s name is refused, however it came there', async () => {
  await using service = await openFakeService()
  const job = uploaded(service)
  service.put({ ...job, voiceTrack: { ...job.voiceTrack, name: '../../x.mp3' } })
  expect((await submit(service, job.id)).status).toBe(400)
  service.put({ ...job, owner: BOB })
  expect((await submit(service, job.id)).status).toBe(404)
})
