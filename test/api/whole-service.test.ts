import { expect, test } from 'vitest'
import { createApi } from '../../src/api/app.ts'
import { listen } from '../../src/api/listen.ts'
import { tokenVerifier } from '../../src/api/verify-token.ts'
import { systemClock } from '../../src/clock.ts'
import { uploadChecker } from '../../src/jobs/service/check-upload.ts'
import { listenForEvents } from '../../src/stores/supabase/listen.ts'
import { storageObjects } from '../../src/stores/supabase/objects.ts'
import { supabaseUserJobs } from '../../src/stores/supabase/user-jobs.ts'
import { startSupabase } from '../rig/emulators/supabase-project.ts'
import { mp3, openFakeService } from '../rig/fake-service.ts'
import { memoryScratch } from '../rig/memory-stores.ts'
import { openService } from '../stores/supabase/open-stores.ts'

/** The API on a socket over real tables, with an emulated Supabase project for tokens and objects; only the queue and ffmpeg are fakes. */
async function openWholeService() {
  await using opened = new AsyncDisposableStack()
  const fake = opened.use(await openFakeService())
  const stores = opened.use(await openService())
  const project = opened.use(await startSupabase({ pool: stores.pool }))
  const bell = opened.use(await listenForEvents(stores.url))
  const objects = storageObjects({ url: project.url, secretKey: project.secretKey, bucket: 'media' })
  const scratch = memoryScratch(fake.home.path)
  const api = createApi({
    ...fake.parts,
    clock: systemClock,
    verify: tokenVerifier({ supabaseUrl: project.url, clock: systemClock }),
    jobsOf: (claims) => supabaseUserJobs(stores.database, claims),
    objects,
    follow: (job, hear) => bell.on(job, hear),
    checkUpload: uploadChecker({ objects, media: fake.media, scratch, limits: fake.parts.limits }),
  })
  const listening = await listen(api, { port: 0, host: '127.0.0.1' })
  opened.defer(() => {
    fake.closing.abort()
    return listening.drain(AbortSignal.abort())
  })
  const kept = opened.move()
  return {
    fake,
    stores,
    objects,
    async signIn(email: string) {
      const user = await project.addUser({ email, password: 'a long password' })
      const token = await project.tokenFor(user)
      return (question: string, body?: unknown) => {
        const [method = '', path = ''] = question.split(' ')
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        return fetch(`${listening.url}${path}`, {
          method,
          headers,
          redirect: 'manual',
          ...(body !== undefined && { body: JSON.stringify(body) }),
        })
      }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test('a person uploads, submits, follows and downloads; another one sees nothing of it', async () => {
  await using service = await openWholeService()
  const { stores, objects, fake } = service
  const [ann, bob] = [await service.signIn('ann@example.com'), await service.signIn('bob@example.com')]
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
  await stores.fleet.end(id, 'es', { code: null, message: 'done', outcome: null })
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
  await stores.fleet.publish(id, [file])
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
