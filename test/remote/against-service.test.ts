import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { manifestOf } from '../jobs/manifests.ts'
import { newPerson } from '../rig/cli.ts'
import { mp3 } from '../rig/fake-service.ts'
import { openWholeApi } from '../rig/whole-api.ts'
import { digestOf } from './remote-rig.ts'

test('the service understands what is asked of it, and is understood', async () => {
  await using service = await openWholeApi()
  const { fleet } = service.stores
  const env = {
    YTDUB_API_URL: service.url,
    SUPABASE_URL: service.supabaseUrl,
    YTDUB_ACCESS_TOKEN: await service.tokenFor('ana@example.com'),
    FFMPEG_PATH: '/none/ffmpeg', // The service's own is a fake, for which the track is a recording.
  }
  await using person = await newPerson()
  await writeFile(person.path('mi charla.mp3'), mp3())
  const start = (...args: string[]) => person.start(args, { env })
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
  const job = await fleet.find(id)
  expect(job?.request).toMatchObject({ context: 'bees', keepOriginal: -18, source: { name: 'mi charla.mp3' } })

  await fleet.begin(id, 'es', 'w')
  const report = { status: 'generating', stage: 'dubbing', progress: 50, message: 'speaking' } as const
  await fleet.beat(id, 'es', 'w', report)
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
  await fleet.end(id, 'es', { code: null, message: 'done', outcome: null })
  const artifacts = [{ ...file, language: null, type: 'manifest' }]
  await fleet.settle(id, { status: 'complete', code: null, message: 'done', artifacts })
  const { code, out } = await running.ended
  expect([code, out]).toEqual([0, expect.stringContaining('Delivered to mi charla.dub')])
  expect(await readFile(person.path('mi charla.dub', 'manifest.json'), 'utf8')).toBe(text)
  expect((await start('jobs').ended).out).toMatch(new RegExp(`${id} +service +mi charla.mp3 +es +complete +100 %`))
})
