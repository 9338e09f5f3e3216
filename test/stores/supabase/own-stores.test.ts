import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileDigest } from '../../../src/digest.ts'
import { Failure } from '../../../src/failure.ts'
import { openBlobCache } from '../../../src/stores/supabase/blob-cache.ts'
import { registerUpload } from '../../../src/stores/supabase/blob-rows.ts'
import { storageObjects } from '../../../src/stores/supabase/objects.ts'
import { ownStores } from '../../../src/stores/supabase/own-stores.ts'
import { startStorage } from '../../rig/emulators/supabase-storage.ts'
import { temporaryFolder } from '../../rig/home.ts'
import { dubRequest } from '../../rig/requests.ts'
import { settableClock } from '../../rig/settable-clock.ts'
import { newJob, type OpenService, openService } from './open-stores.ts'

let service: OpenService
beforeAll(async () => {
  service = await openService()
})
afterAll(() => service[Symbol.asyncDispose]())

/** A pause is ten seconds here, of which nobody notices anything. */
const clock = settableClock()
const patience = { pause: async () => clock.advance(10_000), random: () => 0, lasting: { ms: 240_000, clock } }
const never = new AbortController().signal

/** Somebody's Storage, and workers that have nothing in common but it and the database. */
async function openOwner() {
  await using opened = new AsyncDisposableStack()
  const storage = opened.use(await startStorage())
  const home = opened.use(await temporaryFolder())
  const objects = storageObjects({ url: storage.url, secretKey: storage.secretKey, bucket: 'media', patience })
  const owner = await service.user()
  const jobs = service.jobsOf(owner)
  const path = home.at('talk.mp3')
  await writeFile(path, 'a talk')
  const track = { digest: await fileDigest(path), type: 'application/octet-stream', size: 6 }
  const kept = opened.move()
  return {
    objects,
    track,
    async submit() {
      const { id, ...job } = newJob(owner, { languages: ['es'] })
      await jobs.create({ id, ...job })
      await objects.upload(job.voiceTrack.path, path, { type: 'audio/mpeg', signal: never })
      await registerUpload(service.database, owner, track, job.voiceTrack.path)
      await jobs.submit(id, { request: dubRequest({ source: { ...track, name: 'talk.mp3' } }), duration: 4 })
      return id
    },
    /** A worker's stores for a job. */
    async storesFor(
      id: string,
      { cut = never, database = service.database as Pick<OpenService['database'], 'query'> } = {},
    ) {
      const job = await service.fleet.find(id)
      const cache = await openBlobCache(home.at('cache'), 1e9)
      return ownStores(job!, { database, objects, cache, clock: settableClock(), signal: never, cut, patience })
    },
    remove: (id: string) => jobs.remove(id),
    place: (id: string) => `uploads/${owner}/${id}/voice_track.mp3`,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test('a job reads its own upload where another of the same recording is being deleted', async () => {
  await using owner = await openOwner()
  const [first, second] = [await owner.submit(), await owner.submit()]
  await owner.objects.remove([owner.place(second)]) // The first half of deleting it.
  using worker = await owner.storesFor(first)
  expect((await worker.blobs.get(owner.track)).toString()).toBe('a talk')
  await owner.remove(second)
  using other = await owner.storesFor(first)
  expect((await other.blobs.get(owner.track)).toString()).toBe('a talk')
  await owner.objects.remove([owner.place(first)])
  using last = await owner.storesFor(first)
  await expect(last.blobs.get(owner.track)).rejects.toMatchObject({ code: 'lost' })
})

const QUESTION = { key: '0'.repeat(64), stage: 'speak', input: { text: 'one' } }

/** A database that is away, until it has been asked so often. */
function away(times: number, whenAsked: () => void = () => {}) {
  let asked = 0
  const { query } = service.database
  const flaky: typeof query = async (text, values) => {
    whenAsked()
    if (asked++ < times) throw new Failure('vendor', 'The database cannot be reached.', { retryable: true })
    return query(text, values)
  }
  return { query: flaky }
}

test('an answer that was paid is kept once a database that is away is back', async () => {
  await using owner = await openOwner()
  const id = await owner.submit()
  using worker = await owner.storesFor(id, { database: away(20) })
  expect(await worker.memo.keep(QUESTION, 'uno')).toBe('uno')
  using other = await owner.storesFor(id)
  expect(await other.memo.recall(QUESTION.key)).toBe('uno')
})

test('a database that stays away is not waited for longer than four minutes', async () => {
  await using owner = await openOwner()
  const id = await owner.submit()
  let asked = 0
  using worker = await owner.storesFor(id, { database: away(Infinity, () => asked++) })
  await expect(worker.memo.keep(QUESTION, 'uno')).rejects.toMatchObject({ code: 'vendor', retryable: true })
  expect(asked).toBe(25)
})

test('nobody waits for it who is told to end', async () => {
  await using owner = await openOwner()
  const cut = new AbortController()
  const database = away(Infinity, () => cut.abort())
  using worker = await owner.storesFor(await owner.submit(), { database, cut: cut.signal })
  await expect(worker.memo.recall(QUESTION.key)).rejects.toMatchObject({ code: 'vendor' })
})
