import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { mp3 } from '../rig/fake-service.ts'
import { openWholeApi } from '../rig/whole-api.ts'

/** Asks as somebody new: `ann('GET /api/jobs')`. */
async function signIn({ url, tokenFor }: Awaited<ReturnType<typeof openWholeApi>>, email: string) {
  const token = await tokenFor(email)
  return (question: string, body?: unknown) => {
    const [method = '', path = ''] = question.split(' ')
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return fetch(`${url}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }
}

test('a person uploads, submits, follows and downloads; another one sees nothing of it', async () => {
  await using service = await openWholeApi()
  const { stores, objects, fake } = service
  const [ann, bob] = [await signIn(service, 'ann@example.com'), await signIn(service, 'bob@example.com')]
  const tracks = { languages: ['es'], voice_track_name: 'Mi charla.mp3' }
  const opened = (await (await ann('POST /api/jobs/upload-urls', tracks)).json()) as {
    readonly job_id: string
    readonly upload_urls: { readonly voice_track: string }
    readonly voice_track_path: string
  }
  const { job_id: id, voice_track_path: path } = opened
  const asked = { job_id: id, voice_track_uploaded: true, languages: ['es'] }
  expect((await ann('POST /api/jobs', asked)).status).toBe(409)
  const put = await fetch(opened.upload_urls.voice_track, { method: 'PUT', body: mp3() as Uint8Array<ArrayBuffer> })
  expect(put.status).toBe(200)
  expect((await bob('POST /api/jobs', asked)).status).toBe(404)
  expect((await ann('POST /api/jobs', asked)).status).toBe(201)
  expect((await ann('POST /api/jobs/', asked)).status).toBe(201)
  expect(fake.queue.added).toEqual(Array.from({ length: 2 }, () => ({ kind: 'prepare', job: id })))

  const following = ann(`GET /api/jobs/${id}/events`).then((response) => response.text())
  await stores.fleet.begin(id, 'es', 'w')
  const artifact = `${path.split('/').slice(1, 3).join('/')}/es/talk-es-full_mix.m4a`
  const file = {
    language: 'es',
    type: 'full_mix',
    path: `artifacts/${artifact}`,
    file: 'es/talk-es-full_mix.m4a',
    bytes: 3,
    mime: 'audio/mp4',
    checksum: 'a'.repeat(64),
  }
  await stores.fleet.end(id, 'es', { code: null, message: 'done', outcome: null, artifacts: [file] })
  await stores.fleet.settle(id, { status: 'complete', code: null, message: 'done' })
  const events = await following
  expect(events.match(/^id: \d+$/gm)?.length).toBeGreaterThan(2)
  expect(events).toContain('"status":"complete"')

  const listed = (await (await ann('GET /api/jobs')).json()) as object[]
  expect(listed).toMatchObject([
    { id, status: 'complete', completedLanguages: 1, languages: [{ languageName: 'Spanish' }] },
  ])
  expect(await (await ann(`GET /api/jobs/${id}`)).json()).toMatchObject({ languages: [{ fileSize: 3 }] })
  expect(await (await bob('GET /api/jobs')).json()).toEqual([])
  for (const question of [
    `GET /api/jobs/${id}`,
    `GET /api/jobs/${id}/download`,
    `GET /api/jobs/${id}/events`,
    `DELETE /api/jobs/${id}`,
  ]) {
    expect((await bob(question)).status).toBe(404)
  }
  expect(await (await ann('GET /api/users/me')).json()).toMatchObject({
    email: 'ann@example.com',
    active_jobs: 0,
    seconds_today: 4,
  })
  expect((await ann(`DELETE /api/jobs/${id}`)).status).toBe(204)
  expect(await objects.info(path)).toBeUndefined()
  expect((await ann(`GET /api/jobs/${id}`)).status).toBe(404)
})

test('the same is asked for what is another’s as for what is not there, so that neither takes longer', async () => {
  await using service = await openWholeApi()
  const [ann, bob] = [await signIn(service, 'ann@example.com'), await signIn(service, 'bob@example.com')]
  const submissionOf = (id: string) => ({ job_id: id, voice_track_uploaded: true, languages: ['es'] })
  const upload = async () => {
    const asked = await ann('POST /api/jobs/upload-urls', { languages: ['es'], voice_track_name: 'talk.mp3' })
    const opened = (await asked.json()) as { readonly job_id: string; readonly upload_urls: { voice_track: string } }
    await fetch(opened.upload_urls.voice_track, { method: 'PUT', body: mp3() as Uint8Array<ArrayBuffer> })
    return opened.job_id
  }
  const [uploaded, submitted] = [await upload(), await upload()]
  expect((await ann('POST /api/jobs', submissionOf(submitted))).status).toBe(201)

  const query = vi.spyOn(pg.Client.prototype, 'query')
  const fetched = ['info', 'download', 'downloadUrl', 'downloadUrls', 'remove'] as const
  const objects = fetched.map((name) => vi.spyOn(service.objects, name))
  /** How it is answered, with every statement that was sent, and how often Storage was asked. */
  const work = async (question: string, body?: unknown) => {
    for (const spy of [query, ...objects]) spy.mockClear()
    const { status } = await bob(question, body)
    return [status, ...query.mock.calls.map(([text]) => text), ...objects.map(({ mock }) => mock.calls.length)]
  }
  for (const id of [uploaded, submitted]) {
    for (const route of ['GET', 'GET /download', 'GET /events', 'POST /cancel', 'POST /retry', 'DELETE']) {
      const [method, rest = ''] = route.split(' ')
      const absent = await work(`${method} /api/jobs/job_00000000dead${rest}`)
      expect(absent.length).toBeGreaterThan(1 + objects.length)
      expect(await work(`${method} /api/jobs/${id}${rest}`), route).toEqual(absent)
    }
    const absent = await work('POST /api/jobs', submissionOf('job_00000000dead'))
    expect(await work('POST /api/jobs', submissionOf(id))).toEqual(absent)
  }
  vi.restoreAllMocks()
})
