import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BlobRef } from '../../../src/dub/blob.ts'
import { Failure } from '../../../src/failure.ts'
import { openBlobCache } from '../../../src/stores/supabase/blob-cache.ts'
import { registerUpload } from '../../../src/stores/supabase/blob-rows.ts'
import { supabaseBlobs } from '../../../src/stores/supabase/blobs.ts'
import { storageObjects } from '../../../src/stores/supabase/objects.ts'
import { blobStoreContract } from '../../contracts/blob-store.ts'
import { startStorage } from '../../rig/emulators/supabase-storage.ts'
import { temporaryFolder } from '../../rig/home.ts'
import { memoryScratch } from '../../rig/memory-stores.ts'
import { settableClock } from '../../rig/settable-clock.ts'
import { type OpenService, openService } from './open-stores.ts'

let service: OpenService
beforeAll(async () => {
  service = await openService()
})
afterAll(() => service[Symbol.asyncDispose]())

const hello = Buffer.from('hello')
const patience = { pause: async () => {}, random: () => 0 }

/** Postgres, Storage, and machines that have nothing in common but these. */
async function openBlobs() {
  const storage = await startStorage()
  const home = await temporaryFolder()
  const clock = settableClock()
  const objects = storageObjects({ url: storage.url, secretKey: storage.secretKey, bucket: 'media', patience })
  const machine = async (name: string, { owner, most = 1e9, signal = new AbortController().signal }: Machine) => {
    const cache = await openBlobCache(home.at(name), most)
    return supabaseBlobs({ database: service.database, objects, owner, cache, clock, signal })
  }
  return {
    service,
    storage,
    home,
    clock,
    objects,
    machine,
    /** The one that a cache has made for itself. */
    folderIn: async (name: string) => (await readdir(home.at(name))).join(),
    rows: (...owners: readonly string[]) =>
      service.sql(
        `select user_id, digest, path, bytes::integer, mime_type, used_at from public.blobs
          where user_id = any($1) order by digest`,
        [owners],
      ),
    downloads: () => storage.calls.filter(({ method }) => method === 'GET').length,
    uploads: () => storage.calls.filter(({ method }) => method === 'POST').length,
    async [Symbol.asyncDispose]() {
      await storage[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}
type Machine = { readonly owner: string; readonly most?: number; readonly signal?: AbortSignal }

blobStoreContract('Postgres and Storage', async () => {
  const opened = await openBlobs()
  const owner = await opened.service.user()
  const blobs = await opened.machine('cache', { owner })
  return {
    blobs,
    scratch: memoryScratch(opened.home.path),
    at: opened.home.at,
    async damage({ digest, type }, bytes) {
      const object = `blobs/${owner}/${digest}`
      const copy = opened.home.at('cache', await opened.folderIn('cache'), owner, digest.slice(0, 2), digest)
      if (!bytes) {
        await opened.objects.remove([object])
        await rm(copy)
        return
      }
      await writeFile(copy, bytes)
      await opened.objects.upload(object, copy, { type, signal: new AbortController().signal })
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
})

test('what one machine keeps, another one of the same owner has, checked and fetched once', async () => {
  await using opened = await openBlobs()
  const owner = await opened.service.user()
  const [one, two] = [await opened.machine('one', { owner }), await opened.machine('two', { owner })]
  const ref = await one.put(hello, 'text/plain')
  const path = `blobs/${owner}/${ref.digest}`
  expect(await opened.rows(owner)).toMatchObject([
    { user_id: owner, digest: ref.digest, path, bytes: 5, mime_type: 'text/plain' },
  ])
  expect(opened.storage.objects.find('media', path)?.type).toBe('text/plain')
  expect(await two.has(ref)).toBe(true)
  const reads = await Promise.all([two.get(ref), two.path(ref), two.get(ref), two.path(ref), two.get(ref)])
  expect(Buffer.from(reads[0] as Uint8Array)).toEqual(hello)
  expect(reads[1]).toBe(reads[3])
  await two.get(ref)
  await one.get(ref)
  expect(opened.downloads()).toBe(1)
})

test('what is kept already is not uploaded again', async () => {
  await using opened = await openBlobs()
  const owner = await opened.service.user()
  const [one, two] = [await opened.machine('one', { owner }), await opened.machine('two', { owner })]
  const ref = await one.put(hello, 'text/plain')
  await two.put(hello, 'text/plain')
  await writeFile(opened.home.at('made'), hello)
  expect(await two.adopt(opened.home.at('made'), 'text/plain')).toEqual(ref)
  expect(opened.uploads()).toBe(1)
  await two.get(ref)
  expect(opened.downloads()).toBe(0)
})

test('one owner has, reads and spares nothing by what another one keeps', async () => {
  await using opened = await openBlobs()
  const [owner, other] = [await opened.service.user(), await opened.service.user()]
  const ref = await (await opened.machine('one', { owner })).put(hello, 'text/plain')
  const theirs = await opened.machine('two', { owner: other })
  expect(await theirs.has(ref)).toBe(false)
  await expect(theirs.get(ref)).rejects.toMatchObject({ code: 'lost', subject: ref.digest })
  await theirs.put(hello, 'text/plain')
  const paths = (await opened.rows(owner, other)).map(({ path }) => path)
  expect(new Set(paths)).toEqual(new Set([owner, other].map((id) => `blobs/${id}/${ref.digest}`)))
})

test('nothing is known of bytes whose upload failed', async () => {
  await using opened = await openBlobs()
  const owner = await opened.service.user()
  const blobs = await opened.machine('one', { owner })
  opened.storage.misbehave({ kind: 'status', status: 503 }, { times: 4 })
  await expect(blobs.put(hello, 'text/plain')).rejects.toMatchObject({ code: 'vendor', retryable: true })
  expect(await opened.rows(owner)).toEqual([])
  const ref = await blobs.put(hello, 'text/plain')
  expect(await blobs.has(ref)).toBe(true)
})

test('a copy that this machine’s disk has failed is fetched anew', async () => {
  await using opened = await openBlobs()
  const owner = await opened.service.user()
  const blobs = await opened.machine('one', { owner })
  const ref = await blobs.put(hello, 'text/plain')
  await writeFile(await blobs.path(ref), 'jello')
  expect(Buffer.from(await blobs.get(ref))).toEqual(hello)
  expect([opened.downloads(), await blobs.has(ref)]).toEqual([1, true])
})

test('a Storage that is away is no lost blob', async () => {
  await using opened = await openBlobs()
  const owner = await opened.service.user()
  const ref = await (await opened.machine('one', { owner })).put(hello, 'text/plain')
  const blobs = await opened.machine('two', { owner })
  opened.storage.misbehave({ kind: 'status', status: 500 }, { times: 4 })
  await expect(blobs.get(ref)).rejects.toMatchObject({ code: 'vendor' })
  expect(Buffer.from(await blobs.get(ref))).toEqual(hello)
})

test('an uploaded track is a blob where it was uploaded to, and one that is gone is lost', async () => {
  await using opened = await openBlobs()
  const { service, home } = opened
  const owner = await service.user()
  await writeFile(home.at('talk.mp3'), hello)
  const upload = async (path: string) => {
    await opened.objects.upload(path, home.at('talk.mp3'), { type: 'audio/mpeg', signal: new AbortController().signal })
    return path
  }
  const worker = await opened.machine('one', { owner })
  const ref = await worker.borrow(home.at('talk.mp3'), 'audio/mpeg')
  const [first, second] = [
    await upload(`uploads/${owner}/a/voice_track.mp3`),
    await upload(`uploads/${owner}/b/voice_track.mp3`),
  ]
  const pathOf = async () => (await opened.rows(owner))[0]?.['path']
  await registerUpload(service.database, owner, ref, first)
  await registerUpload(service.database, owner, ref, second)
  expect(await pathOf()).toBe(second)
  const another = await opened.machine('two', { owner })
  expect(await another.has(ref)).toBe(true)
  expect(await readFile(await another.path(ref), 'utf8')).toBe('hello')

  await opened.objects.remove([second])
  await expect((await opened.machine('three', { owner })).get(ref)).rejects.toMatchObject({
    code: 'lost',
    subject: ref.digest,
  })
  expect(await opened.rows(owner)).toEqual([])
  await worker.put(hello, 'audio/mpeg')
  const own = await opened.machine('four', { owner })
  await own.put(hello, 'audio/mpeg')
  const stamp = 'update public.blobs set used_at = to_timestamp(1000) where user_id = $1'
  await service.sql(stamp, [owner])
  await registerUpload(service.database, owner, ref, first)
  const [row] = await opened.rows(owner)
  expect(row).toMatchObject({ path: `blobs/${owner}/${ref.digest}` })
  expect(Number(row?.['used_at']), 'it counts as used now, so that no sweep takes it').toBeGreaterThan(1_000_000)
})

test('notes when a blob was last asked for, no more than once an hour', async () => {
  await using opened = await openBlobs()
  const owner = await opened.service.user()
  const blobs = await opened.machine('one', { owner })
  const usedAt = async () => Number((await opened.rows(owner))[0]?.['used_at'])
  const ref = await blobs.put(hello, 'text/plain')
  const kept = opened.clock.now()
  opened.clock.advance(3_600_000)
  await blobs.has(ref)
  expect(await usedAt()).toBe(kept)
  opened.clock.advance(1)
  await blobs.has(ref)
  expect(await usedAt()).toBe(opened.clock.now())
})

test('the cache stays within its bounds, but for what is being read', async () => {
  await using opened = await openBlobs()
  const owner = await opened.service.user()
  const blobs = await opened.machine('one', { owner, most: 10 })
  const put = (letter: string) => blobs.put(Buffer.alloc(4, letter), 'text/plain')
  const cached = async () => {
    const files = await readdir(opened.home.at('one', await opened.folderIn('one'), owner), {
      recursive: true,
      withFileTypes: true,
    })
    return files
      .filter((file) => file.isFile())
      .map(({ name }) => name)
      .toSorted()
  }
  const names = (...refs: readonly BlobRef[]) => refs.map(({ digest }) => digest).toSorted()
  const [a, b] = [await put('a'), await put('b')]
  const held = await blobs.path(a)
  const [c, d] = [await put('c'), await put('d')]
  expect(await cached()).toEqual(names(a, d))
  expect(await readFile(held, 'utf8')).toBe('aaaa')
  expect(Buffer.from(await blobs.get(b)).toString()).toBe('bbbb')
  blobs[Symbol.dispose]()
  expect(Buffer.from(await blobs.get(c)).toString()).toBe('cccc')
  expect(await cached()).toEqual(names(b, c))
})

test('two processes of one machine that are told the same folder leave each other’s copies alone', async () => {
  await using opened = await openBlobs()
  const owner = await opened.service.user()
  const one = await opened.machine('same', { owner })
  const path = await one.path(await one.put(hello, 'text/plain'))
  const two = await opened.machine('same', { owner, most: 1 })
  await two.put(Buffer.from('other bytes'), 'text/plain')
  expect(await readFile(path, 'utf8')).toBe('hello')
})

test('whoever is called off while another fetches the same does not wait, and the other goes on', async () => {
  await using opened = await openBlobs()
  const owner = await opened.service.user()
  const ref = await (await opened.machine('one', { owner })).put(hello, 'text/plain')
  const cache = await openBlobCache(opened.home.at('two'), 1e9)
  const stop = new AbortController()
  const parts = { database: opened.service.database, objects: opened.objects, owner, cache, clock: opened.clock }
  const first = supabaseBlobs({ ...parts, signal: stop.signal })
  const second = supabaseBlobs({ ...parts, signal: new AbortController().signal })
  opened.storage.misbehave({ kind: 'hang-before-headers' })
  const fetching = first.get(ref)
  await expect.poll(opened.downloads).toBe(1)
  const waiting = second.get(ref)
  const alsoFirst = first.get(ref)
  stop.abort()
  const ends = await Promise.allSettled([fetching, alsoFirst])
  expect(ends.map((end) => end.status === 'rejected' && Failure.from(end.reason).code)).toEqual([
    'interrupted',
    'interrupted',
  ])
  expect(Buffer.from(await waiting)).toEqual(hello)
})

test('copies are closed to others', async () => {
  await using opened = await openBlobs()
  const owner = await opened.service.user()
  const ref = await (await opened.machine('one', { owner })).put(hello, 'text/plain')
  const path = await (await opened.machine('two', { owner })).path(ref)
  expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600')
})
