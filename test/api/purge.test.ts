import { expect, test } from 'vitest'
import { ANN, artifactOf, BOB, type FakeService, openFakeService } from '../rig/fake-service.ts'
import { ask, told } from './ask.ts'

const HOUR = 3_600_000

/** A job that ended so many hours ago, with its files in Storage. */
function putEnded(service: FakeService, id: string, hours: number, owner = ANN) {
  const artifacts = ['es/talk-es-full_mix.m4a', 'manifest.json'].map((file) => {
    const artifact = { ...artifactOf(id, file, 'script'), id: `${id} ${file}` }
    return { ...artifact, path: artifact.path.replace(ANN, owner) }
  })
  for (const { path } of artifacts) service.objects.set(path, Buffer.from('x'))
  service.put({ id, owner, status: 'complete', artifacts, completedAt: service.clock.now() - hours * HOUR })
  return artifacts.map(({ path }) => path)
}

/** A file of steps that nothing names, last used so many hours ago. */
function putBlob(service: FakeService, hours: number, owner = ANN) {
  const digest = String(hours).padStart(64, '0')
  const path = `blobs/${owner}/${digest}`
  service.objects.set(path, Buffer.from('abc'))
  service.blobs.set(path, { owner, digest, path, bytes: 3, usedAt: service.clock.now() - hours * HOUR })
  return path
}

const OLD = 'job_00000000000a'
const RECENT = 'job_00000000000b'
const FOREIGN = 'job_00000000000c'

test('deletes the generated files of one’s own jobs that ended long enough ago, and no job', async () => {
  await using service = await openFakeService()
  const old = putEnded(service, OLD, 49)
  const blob = putBlob(service, 49)
  const recent = [...putEnded(service, RECENT, 47), putBlob(service, 47)]
  const others = [...recent, ...putEnded(service, FOREIGN, 99, BOB), putBlob(service, 99, BOB)]
  const purge = async (body: unknown) => {
    const response = await ask(service, 'POST /api/purge', { body })
    return { status: response.status, told: await told(response) }
  }
  const counts = { jobs: 1, artifacts: 2, bytes: 2468, answers: 0, blobs: 1, blob_bytes: 3 }
  expect(await purge({ dry_run: true })).toEqual({ status: 200, told: counts })
  expect([...service.objects.keys()].toSorted()).toEqual([...old, blob, ...others].toSorted())
  expect(await purge({})).toEqual({ status: 200, told: counts })
  expect([...service.objects.keys()].toSorted()).toEqual(others.toSorted())
  expect(await purge({})).toEqual({
    status: 200,
    told: { jobs: 0, artifacts: 0, bytes: 0, answers: 0, blobs: 0, blob_bytes: 0 },
  })
  expect((await ask(service, `GET /api/jobs/${OLD}`)).status).toBe(200)
  expect(await told(await ask(service, `GET /api/jobs/${OLD}/download`))).toMatchObject({ artifacts: [] })
  expect(await purge({ older_than_hours: 0 })).toMatchObject({ told: { jobs: 1, artifacts: 2, blobs: 1 } })
  expect([...service.objects.keys()]).toEqual(others.slice(3))
})

test.each([
  [{ older_than_hours: -1 }, 'older_than_hours'],
  [{ older_than_hours: '48h' }, 'older_than_hours'],
  [{ dry_run: 'yes' }, 'dry_run'],
  [{ dryRun: true }, 'dryRun'],
])('%j is refused, and nothing is deleted', async (body, named) => {
  await using service = await openFakeService()
  const paths = putEnded(service, OLD, 49)
  const response = await ask(service, 'POST /api/purge', { body })
  expect(response.status).toBe(400)
  expect(JSON.stringify(await told(response))).toContain(named)
  expect([...service.objects.keys()]).toEqual(paths)
})

test('nobody purges without a sign-in', async () => {
  await using service = await openFakeService()
  const paths = putEnded(service, OLD, 49)
  expect((await ask(service, 'POST /api/purge', { body: {}, as: null })).status).toBe(401)
  expect([...service.objects.keys()]).toEqual(paths)
})
