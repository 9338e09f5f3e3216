import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createApi } from '../../src/api/app.ts'
import { listen } from '../../src/api/listen.ts'
import { tokenVerifier } from '../../src/api/verify-token.ts'
import { systemClock } from '../../src/clock.ts'
import { uploadChecker } from '../../src/jobs/service/check-upload.ts'
import { listenForEvents } from '../../src/stores/supabase/listen.ts'
import { storageObjects } from '../../src/stores/supabase/objects.ts'
import { supabaseUserJobs } from '../../src/stores/supabase/user-jobs.ts'
import { manifestOf } from '../jobs/manifests.ts'
import { newPerson } from '../rig/cli.ts'
import { startSupabase } from '../rig/emulators/supabase-project.ts'
import { mp3, openFakeService } from '../rig/fake-service.ts'
import { memoryScratch } from '../rig/memory-stores.ts'
import { openService } from '../stores/supabase/open-stores.ts'
import { digestOf } from './remote-rig.ts'

/** The service as it is, but for its workers and ffmpeg. */
async function startService() {
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
  const user = await project.addUser({ email: 'ana@example.com', password: 'a long password' })
  const token = await project.tokenFor(user)
  const kept = opened.move()
  const env = { YTDUB_API_URL: listening.url, SUPABASE_URL: project.url, YTDUB_ACCESS_TOKEN: token }
  return { fake, fleet: stores.fleet, objects, env, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

test('the service understands what is asked of it, and is understood', async () => {
  await using service = await startService()
  await using person = await newPerson()
  await writeFile(person.path('mi charla.mp3'), mp3())
  const start = (...args: string[]) => person.start(args, { env: service.env })
  const uploaded = await start('upload', 'mi charla.mp3').ended
  expect([uploaded.code, uploaded.err]).toEqual([0, expect.stringContaining('100 %')])
  const running = start(
    'dub',
    'mi charla.mp3',
    '--lang',
    'es',
    '--remote',
    '--context',
    'bees',
    '--keep-original',
    '-18',
  )
  await running.seen('Job job_')
  const id = uploaded.out.trim()
  expect(service.fake.queue.added).toEqual([{ kind: 'prepare', job: id }])
  const job = await service.fleet.find(id)
  expect(job?.request).toMatchObject({ context: 'bees', keepOriginal: -18, source: { name: 'mi charla.mp3' } })

  await service.fleet.begin(id, 'es', 'w')
  const report = { status: 'generating', stage: 'dubbing', progress: 50, message: 'speaking' } as const
  await service.fleet.beat(id, 'es', 'w', report)
  await running.seen('es: dubbing (speaking)')
  const text = JSON.stringify({ ...manifestOf(), job: id })
  const path = `artifacts/${job?.owner}/${id}/manifest.json`
  await writeFile(person.path('made.json'), text)
  const signal = new AbortController().signal
  await service.objects.upload(path, person.path('made.json'), { type: 'application/json', signal })
  const file = {
    path,
    file: 'manifest.json',
    bytes: Buffer.byteLength(text),
    mime: 'application/json',
    checksum: digestOf(text),
  }
  await service.fleet.publish(id, [{ ...file, language: null, type: 'manifest' }])
  await service.fleet.end(id, 'es', { code: null, message: 'done', outcome: null })
  await service.fleet.settle(id, { status: 'complete', code: null, message: 'done' })
  const { code, out } = await running.ended
  expect([code, out]).toEqual([0, expect.stringContaining('Delivered to mi charla.dub')])
  expect(await readFile(person.path('mi charla.dub', 'manifest.json'), 'utf8')).toBe(text)
  expect((await start('jobs').ended).out).toMatch(new RegExp(`${id} +service +mi charla.mp3 +es +complete +100 %`))
})
