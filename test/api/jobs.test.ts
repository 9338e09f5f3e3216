import { describe, expect, test } from 'vitest'
import { ARTIFACT_TYPES, JOB_FILE_TYPES } from '../../src/dub/manifest.ts'
import type { DubRequest } from '../../src/dub/request.ts'
import { ANN, artifactOf, openFakeService, waiting } from '../rig/fake-service.ts'
import { ask, told } from './ask.ts'

const AT = Date.UTC(2026, 0, 2, 3, 4, 5)
const ID = 'job_0123456789ab'
const request = {} as DubRequest

test('a job is shown as a page needs it, with what is left at the pace so far', async () => {
  await using service = await openFakeService()
  const task = waiting('es', {
    status: 'generating',
    stage: 'dubbing',
    progress: 60,
    message: 'speaking',
    startedAt: AT - 30_000,
  })
  service.put({
    id: ID,
    status: 'generating',
    progress: 30,
    languages: ['es', 'pt-BR'],
    tasks: [task, waiting('pt-BR')],
    duration: 90,
  })
  const response = await ask(service, `GET /api/jobs/${ID}`)
  expect(response.status).toBe(200)
  expect(await told(response)).toEqual({
    id: ID,
    status: 'generating',
    progress: 30,
    message: '',
    code: null,
    duration: 90,
    languages: [
      {
        languageCode: 'es',
        languageName: 'Spanish',
        flag: '🇪🇸',
        status: 'generating',
        stage: 'dubbing',
        progress: 60,
        message: 'speaking',
        code: null,
        estimatedTimeRemaining: 20,
      },
      {
        languageCode: 'pt-BR',
        languageName: 'Portuguese (Brazil)',
        flag: '🇧🇷',
        status: 'pending',
        stage: 'queued',
        progress: 0,
        message: '',
        code: null,
      },
    ],
    totalLanguages: 2,
    completedLanguages: 0,
    createdAt: '2026-01-02T03:04:05.000Z',
    updatedAt: '2026-01-02T03:04:05.000Z',
    startedAt: '2026-01-02T03:03:35.000Z',
    completedAt: null,
    estimatedCompletion: '2026-01-02T03:04:25.000Z',
  })
})

test('what is complete says how large it is and where it is, as long as it is there', async () => {
  await using service = await openFakeService()
  const tasks = [waiting('es', { status: 'complete', stage: 'complete', progress: 100, startedAt: AT })]
  const artifacts = [artifactOf(ID, 'es/talk-es-full_mix.m4a', 'full_mix')]
  const job = service.put({ id: ID, status: 'complete', completedAt: AT + 1000, tasks, artifacts })
  const downloadUrl = `/api/jobs/${ID}/download?lang=es&type=full`
  expect(await told(await ask(service, `GET /api/jobs/${ID}`))).toMatchObject({
    completedLanguages: 1,
    completedAt: '2026-01-02T03:04:06.000Z',
    languages: [{ fileSize: 1234, downloadUrl }],
  })
  service.put({ ...job, artifacts: [] })
  const { languages } = (await told(await ask(service, `GET /api/jobs/${ID}`))) as { languages: object[] }
  expect(Object.keys(languages[0]!)).not.toContain('downloadUrl')
})

test('a job that waits for its tracks has its languages, and a globe where no one country speaks one', async () => {
  await using service = await openFakeService()
  service.put({ id: ID, languages: ['eo', 'es-419'] })
  expect(await told(await ask(service, `GET /api/jobs/${ID}`))).toMatchObject({
    status: 'uploading',
    languages: [
      { languageCode: 'eo', languageName: 'Esperanto', flag: '🌐', status: 'pending' },
      { languageName: 'Spanish (Latin America)', flag: '🌐' },
    ],
  })
})

describe('the list', () => {
  test('is there also where a row has languages that are none', async () => {
    await using service = await openFakeService()
    service.put({ languages: ['es-u-co-trad', '../x'] })
    const response = await ask(service, 'GET /api/jobs')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject([
      {
        languages: [
          { languageName: 'es-u-co-trad', flag: '🇪🇸' },
          { languageName: '../x', flag: '🌐' },
        ],
      },
    ])
  })

  test('has the user’s own, newest first, page by page', async () => {
    await using service = await openFakeService()
    for (const createdAt of [1, 3, 2]) service.put({ createdAt: AT + createdAt })
    const response = await ask(service, 'GET /api/jobs?limit=2&offset=1')
    expect(response.headers.get('x-total-count')).toBe('3')
    const jobs = (await response.json()) as { createdAt: string }[]
    expect(jobs.map(({ createdAt }) => Date.parse(createdAt) - AT)).toEqual([2, 1])
    expect(await (await ask(service, 'GET /api/jobs', { as: 'bob' })).json()).toEqual([])
  })

  test.each([
    ...['0', '101', 'x', '', '0x10', '1e1', '5.0', ' 5', '5&limit=6'].map((limit) => `limit=${limit}`),
    ...['-1', '1.5', '1000001'].map((offset) => `offset=${offset}`),
  ])('refuses %s', async (query) => {
    await using service = await openFakeService()
    const response = await ask(service, `GET /api/jobs?${query}`)
    const [field = ''] = query.split('=')
    const message = `It is a whole number from ${field === 'limit' ? '1 to 100' : '0 to 1000000'}.`
    expect([response.status, await told(response)]).toMatchObject([400, { details: [{ field, message }] }])
  })
})

describe('what is another’s is not there', () => {
  const questions = [
    `GET /api/jobs/${ID}`,
    `GET /api/jobs/${ID}/events`,
    `GET /api/jobs/${ID}/download`,
    `GET /api/jobs/${ID}/download?lang=es&type=full`,
    `DELETE /api/jobs/${ID}`,
    `POST /api/jobs/${ID}/cancel`,
    `POST /api/jobs/${ID}/retry`,
  ]
  test.each(questions)('%s', async (question) => {
    await using service = await openFakeService()
    const job = service.put({ id: ID, status: 'error', tasks: [waiting('es', { status: 'error' })], request })
    const others = await ask(service, question, { as: 'bob' })
    expect([others.status, await told(others)]).toEqual([404, { error: 'not_found', message: 'There is no such job.' }])
    const nobodys = await ask(service, question.replace(ID, 'job_ffffffffffff'))
    expect(await told(nobodys)).toEqual({ error: 'not_found', message: 'There is no such job.' })
    const nonsense = await ask(service, question.replace(ID, "job_'--"))
    expect(nonsense.status).toBe(404)
    expect(service.rows.get(ID)).toEqual(job)
    expect(service.queue).toEqual({ added: [], cancelled: [] })
  })
})

test('cancelling tells the fleet, once; what has ended is a conflict', async () => {
  await using service = await openFakeService()
  service.put({ id: ID, status: 'processing' })
  const first = await ask(service, `POST /api/jobs/${ID}/cancel`, { body: {} })
  expect([first.status, await told(first)]).toEqual([202, { job_id: ID }])
  expect((await ask(service, `POST /api/jobs/${ID}/cancel`)).status).toBe(409)
  expect(service.queue.cancelled).toEqual([ID])
})

test('retrying has the languages that failed tried again', async () => {
  await using service = await openFakeService({ activeJobs: 1 })
  const tasks = [waiting('es', { status: 'complete' }), waiting('fr', { status: 'error' })]
  const job = service.put({ id: ID, status: 'complete', tasks, request })
  const response = await ask(service, `POST /api/jobs/${ID}/retry`)
  expect([response.status, await told(response)]).toEqual([202, { job_id: ID, languages: ['fr'] }])
  expect(service.queue.added).toEqual([{ kind: 'prepare', job: ID }])
  // Whoever did not hear the answer asks again, and the fleet is told again.
  expect((await ask(service, `POST /api/jobs/${ID}/retry`)).status).toBe(202)
  expect(service.queue.added).toHaveLength(2)
  service.put({ ...job, status: 'processing' })
  expect((await ask(service, `POST /api/jobs/${ID}/retry`)).status).toBe(409)
  const refused = async (part: object) => {
    service.put({ ...job, ...part })
    const answer = await ask(service, `POST /api/jobs/${ID}/retry`)
    return [answer.status, (await told(answer))['message']]
  }
  expect(await refused({ tasks: [tasks[0]!] })).toEqual([409, 'Nothing of the job has failed.'])
  const gone = 'The job ended too long ago: its files are deleted 48 hours after its end. Upload the tracks anew.'
  expect(await refused({ completedAt: service.clock.now() - 48 * 3_600_000 })).toEqual([409, gone])
  const never = 'The job ended before it was submitted. Upload the tracks anew.'
  expect(await refused({ status: 'error', request: null, tasks: [] })).toEqual([409, never])
  service.put(job)
  service.put({ status: 'processing' })
  expect((await ask(service, `POST /api/jobs/${ID}/retry`)).status).toBe(429)
})

test('deleting takes tracks, artifacts and the record, and stops what is under way', async () => {
  await using service = await openFakeService()
  const artifacts = [artifactOf(ID, 'es/talk-es.srt', 'captions_srt')]
  const { voiceTrack } = service.put({ id: ID, status: 'processing', artifacts })
  service.objects
    .set(voiceTrack.path, new Uint8Array(1))
    .set(artifacts[0]!.path, new Uint8Array(1))
    .set('another', new Uint8Array(1))
  const response = await ask(service, `DELETE /api/jobs/${ID}`)
  expect([response.status, await response.text()]).toEqual([204, ''])
  expect([...service.objects.keys()]).toEqual(['another'])
  expect(service.rows.size).toBe(0)
  expect(service.queue.cancelled).toEqual([ID])
  expect((await ask(service, `DELETE /api/jobs/${ID}`)).status).toBe(404)
})

describe('downloads', () => {
  const files = [
    artifactOf(ID, 'manifest.json', 'manifest'),
    artifactOf(ID, 'es/talk-es-full_mix.m4a', 'full_mix'),
    artifactOf(ID, 'es/talk-es.srt', 'captions_srt'),
    artifactOf(ID, 'fr/talk-fr.srt', 'captions_srt'),
  ]

  test('lead to storage', async () => {
    await using service = await openFakeService()
    service.put({ id: ID, status: 'complete', artifacts: files })
    const response = await ask(service, `GET /api/jobs/${ID}/download?lang=ES&type=captions`)
    const url = `https://storage.test/artifacts/${ANN}/${ID}/es/talk-es.srt?for=3600&download=talk-es.srt`
    expect([response.status, response.headers.get('location')]).toEqual([302, url])
    const plain = await ask(service, `GET /api/jobs/${ID}/download?lang=es&type=captions_srt&redirect=false`)
    expect(await told(plain)).toEqual({ url, expires_at: '2026-01-02T04:04:05.000Z' })
  })

  test('take every type that the list may have; what belongs to all languages needs none named', async () => {
    await using service = await openFakeService()
    const shared = JOB_FILE_TYPES.map((type) => artifactOf(ID, `${type}.x`, type))
    const together = (['video_multitrack', 'upload_guide'] as const).map((type) => artifactOf(ID, `${type}.x`, type))
    const own = ARTIFACT_TYPES.map((type) => artifactOf(ID, `es/${type}.x`, type))
    service.put({ id: ID, status: 'complete', artifacts: [...shared, ...together, ...own] })
    const fileOf = async (query: string) => {
      const url = (await ask(service, `GET /api/jobs/${ID}/download?${query}`)).headers.get('location') ?? ''
      return new URL(url).searchParams.get('download')
    }
    for (const { type } of [...shared, ...together]) expect(await fileOf(`type=${type}`)).toBe(`${type}.x`)
    for (const { type } of shared) expect(await fileOf(`lang=es&type=${type}`)).toBe(`${type}.x`)
    for (const { type } of own) expect(await fileOf(`lang=es&type=${type}`)).toBe(`${type}.x`)
    expect((await ask(service, `GET /api/jobs/${ID}/download?lang=fr&type=script`)).status).toBe(404)
  })

  test('list everything, or one language', async () => {
    await using service = await openFakeService({ downloadSeconds: 10 ** 9 })
    service.put({ id: ID, status: 'complete', artifacts: files })
    const answer = await told(await ask(service, `GET /api/jobs/${ID}/download`))
    const artifacts = answer['artifacts'] as Record<string, unknown>[]
    expect(artifacts).toHaveLength(4)
    expect(artifacts[1]).toEqual({
      id: files[1]!.id,
      language: 'es',
      type: 'full_mix',
      file: 'es/talk-es-full_mix.m4a',
      bytes: 1234,
      mime_type: 'audio/mp4',
      checksum: files[1]!.checksum,
      created_at: '1970-01-01T00:00:00.000Z',
      url: `https://storage.test/${files[1]!.path}?for=604800&download=talk-es-full_mix.m4a`,
      expires_at: '2026-01-09T03:04:05.000Z',
    })
    const french = await told(await ask(service, `GET /api/jobs/${ID}/download?lang=fr`))
    expect(french['artifacts']).toHaveLength(1)
  })

  test('of what is not there say why', async () => {
    await using service = await openFakeService()
    const job = service.put({ id: ID, status: 'complete', artifacts: files })
    const statusOf = async (query: string) => (await ask(service, `GET /api/jobs/${ID}/download?${query}`)).status
    expect(await statusOf('lang=fr&type=voice')).toBe(404)
    expect(await statusOf('type=full')).toBe(400)
    expect(await statusOf('lang=es&type=everything')).toBe(400)
    expect(await statusOf('lang=xx&type=full')).toBe(400)
    service.put({ ...job, status: 'processing' })
    expect(await statusOf('lang=fr&type=voice')).toBe(409)
  })
})

test('a user sees who they are and what they have used', async () => {
  await using service = await openFakeService()
  service.put()
  expect(await told(await ask(service, 'GET /api/users/me/'))).toMatchObject({
    id: ANN,
    email: 'ann@example.com',
    created_at: '1970-01-01T00:00:00.000Z',
    active_jobs: 1,
    seconds_today: 0,
    limits: { active_jobs: 20 },
  })
})
