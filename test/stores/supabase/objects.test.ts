import { readFile, stat, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Failure } from '../../../src/failure.ts'
import { storageObjects } from '../../../src/stores/supabase/objects.ts'
import { startStorage } from '../../rig/emulators/supabase-storage.ts'
import { temporaryFolder } from '../../rig/home.ts'

const PATH = 'uploads/4f7/job_0123456789ab/voice_track.mp3'
const live = () => ({ signal: new AbortController().signal })
const text = { type: 'text/plain' }

/** An emulated Storage with one bucket, objects that wait for nothing, and a folder for files. */
async function openObjects({ bucket = 'media', key }: { bucket?: string; key?: string } = {}) {
  const storage = await startStorage()
  const home = await temporaryFolder()
  const pauses: number[] = []
  const patience = {
    pause: async (milliseconds: number) => {
      pauses.push(milliseconds)
    },
    random: () => 1,
  }
  const secretKey = key ?? storage.secretKey
  const objects = storageObjects({ url: `${storage.url}/`, secretKey, bucket, patience })
  const file = async (name: string, content: string | Buffer) => {
    await writeFile(home.at(name), content)
    return home.at(name)
  }
  return {
    storage,
    home,
    objects,
    pauses,
    file,
    put: async (path: string, content: string | Buffer) =>
      objects.upload(path, await file('put', content), { ...text, ...live() }),
    async [Symbol.asyncDispose]() {
      await storage[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}

test('what was put there comes back, says how long it is and of which type, and can be replaced', async () => {
  await using opened = await openObjects()
  const { objects, home } = opened
  expect(await objects.info(PATH)).toBeUndefined()
  await opened.put(PATH, 'first')
  await opened.put(PATH, 'and then another')
  expect(await objects.info(PATH)).toEqual({ bytes: 16, type: 'text/plain' })
  await objects.download(PATH, home.at('back'), live())
  expect(await readFile(home.at('back'), 'utf8')).toBe('and then another')
  expect(((await stat(home.at('back'))).mode & 0o777).toString(8)).toBe('600')
})

test('an empty file and one of many pieces come back as they were', async () => {
  await using opened = await openObjects()
  for (const content of [Buffer.alloc(0), Buffer.alloc(3_000_000, 'abcdefg')]) {
    await opened.put(PATH, content)
    await opened.objects.download(PATH, opened.home.at('back'), { ...live(), most: content.length })
    expect(Buffer.compare(await readFile(opened.home.at('back')), content)).toBe(0)
  }
})

test('whoever has a signed URL can upload, also again after a stop, and read under the name that it says', async () => {
  await using opened = await openObjects()
  const { url, token } = await opened.objects.uploadUrl(PATH)
  expect(url).toBe(`${opened.storage.url}/storage/v1/object/upload/sign/media/${PATH}?token=${token}`)
  const put = () => fetch(url, { method: 'PUT', body: 'bytes', headers: { 'content-type': 'audio/mpeg' } })
  expect((await put()).status).toBe(200)
  expect((await put()).status).toBe(200)
  const read = await fetch(await opened.objects.downloadUrl(PATH, 60, 'Q&A #1 – “día” 100%.mp3'))
  expect(await read.text()).toBe('bytes')
  expect(read.headers.get('content-disposition')).toContain(encodeURIComponent('Q&A #1 – “día” 100%.mp3'))
  const plain = await fetch(await opened.objects.downloadUrl(PATH, 60))
  expect([plain.headers.get('content-type'), plain.headers.get('content-disposition')]).toEqual(['audio/mpeg', null])
})

test('signs for many with one request; what is not there gets no URL', async () => {
  await using opened = await openObjects()
  const paths = ['artifacts/a/job/es.srt', 'artifacts/a/job/gone.srt', 'artifacts/a/job/fr.srt']
  await opened.put(paths[0] ?? '', 'hola')
  await opened.put(paths[2] ?? '', 'salut')
  const before = opened.storage.calls.length
  const files = paths.map((path) => ({ path, downloadAs: 'Q&A – “día”.srt' }))
  const urls = await opened.objects.downloadUrls(files, 60)
  expect(opened.storage.calls.length - before).toBe(1)
  expect(urls[1]).toBeUndefined()
  const read = await Promise.all([fetch(urls[0] ?? ''), fetch(urls[2] ?? '')])
  expect(await Promise.all(read.map((response) => response.text()))).toEqual(['hola', 'salut'])
  expect(read[0]?.headers.get('content-disposition')).toContain(encodeURIComponent('Q&A – “día”.srt'))
  expect(await opened.objects.downloadUrls([], 60)).toEqual([])
})

test('removes what is there, many at a time, and does not mind what is not', async () => {
  await using opened = await openObjects()
  const paths = Array.from({ length: 501 }, (_, index) => `artifacts/a/job/${index}`)
  await opened.put(paths[0] ?? '', 'one')
  await opened.put(paths[500] ?? '', 'last')
  await opened.objects.remove(paths)
  await opened.objects.remove([])
  expect(opened.storage.objects.all('media')).toEqual([])
})

test('an object that is not there, or larger than it may be, leaves no file', async () => {
  await using opened = await openObjects()
  const { objects, home } = opened
  await expect(objects.download(PATH, home.at('x'), live())).rejects.toMatchObject({ name: 'Failure', code: 'lost' })
  await opened.put(PATH, '123456')
  const bounded = (most: number) => objects.download(PATH, home.at('x'), { ...live(), most })
  await expect(bounded(5)).rejects.toMatchObject({ code: 'input', message: expect.stringContaining('5 bytes') })
  await expect(stat(home.at('x'))).rejects.toMatchObject({ code: 'ENOENT' })
  await bounded(6)
})

test.each([
  [{ kind: 'too-many', retryAfter: 'none' }],
  [{ kind: 'status', status: 500 }],
  [{ kind: 'status', status: 503 }],
  [{ kind: 'reset' }],
  [{ kind: 'cut-body' }],
] as const)('rides out %j', async (fault) => {
  await using opened = await openObjects()
  const { objects, home, storage } = opened
  await opened.put(PATH, 'some bytes')
  const calls = {
    sign: () => objects.downloadUrl(PATH, 60),
    info: () => objects.info(PATH),
    remove: () => objects.remove(['artifacts/other']),
    download: () => objects.download(PATH, home.at('back'), live()),
    upload: async () => opened.put('artifacts/again', 'x'),
  }
  for (const [name, call] of Object.entries(calls)) {
    // What is cut off after its head has been worked on: an upload has ended well then.
    if (fault.kind === 'cut-body' && name === 'upload') continue
    storage.misbehave(fault, { times: 2 })
    await expect(call(), name).resolves.not.toThrow()
  }
  expect(await readFile(home.at('back'), 'utf8')).toBe('some bytes')
  expect(opened.pauses.length).toBeGreaterThanOrEqual(8)
})

test('gives up after a few tries, and says that it may be tried later', async () => {
  await using opened = await openObjects()
  opened.storage.misbehave({ kind: 'status', status: 503 }, { times: 100 })
  const calls = [
    () => opened.objects.info(PATH),
    () => opened.objects.uploadUrl(PATH),
    () => opened.objects.download(PATH, opened.home.at('x'), live()),
    () => opened.put(PATH, 'x'),
    () => opened.objects.remove([PATH]),
  ]
  for (const call of calls) {
    // Whoever asked for the job may read it: it names no key.
    const failure = { name: 'Failure', code: 'vendor', retryable: true, message: 'Storage answered 503.' }
    await expect(call()).rejects.toMatchObject(failure)
  }
  expect(opened.storage.calls).toHaveLength(20)
})

test('nobody is let in with a wrong key, which no message repeats', async () => {
  const key = 'sb_secret_wrong'
  await using opened = await openObjects({ key })
  const asked = [
    () => opened.objects.info(PATH),
    () => opened.objects.download(PATH, opened.home.at('x'), live()),
    () => opened.put(PATH, 'x'),
  ]
  for (const ask of asked) {
    const failure = (await ask().catch((error: unknown) => error)) as Failure
    expect(failure).toMatchObject({ code: 'auth', hint: expect.stringContaining('SUPABASE_SECRET_KEY') })
    expect(JSON.stringify([failure, failure.message, failure.cause, failure.stack])).not.toContain(key)
  }
})

test('a bucket that is not there is a matter of settings', async () => {
  await using opened = await openObjects({ bucket: 'missing' })
  const settings = { code: 'config', hint: expect.stringContaining('ytdub db migrate') }
  await expect(opened.put(PATH, 'x')).rejects.toMatchObject(settings)
  await expect(opened.objects.uploadUrl(PATH)).rejects.toMatchObject(settings)
  await expect(opened.objects.ready(live().signal)).rejects.toMatchObject(settings)
})

test('is ready when it answers, and not when it does not', async () => {
  await using opened = await openObjects()
  await opened.objects.ready(live().signal)
  await using _shut = await opened.storage.shut()
  await expect(opened.objects.ready(live().signal)).rejects.toMatchObject({ code: 'vendor', retryable: true })
})

test('whoever is called off is not kept waiting', async () => {
  await using opened = await openObjects()
  await opened.put(PATH, 'x')
  const calls = [
    (signal: AbortSignal) => opened.objects.download(PATH, opened.home.at('x'), { signal }),
    (signal: AbortSignal) => opened.objects.upload(PATH, opened.home.at('put'), { ...text, signal }),
    (signal: AbortSignal) => opened.objects.ready(signal),
  ]
  for (const call of calls) {
    opened.storage.misbehave({ kind: 'hang-before-headers' })
    const stop = new AbortController()
    const seen = opened.storage.calls.length
    const under = call(stop.signal)
    await expect.poll(() => opened.storage.calls.length).toBeGreaterThan(seen)
    stop.abort()
    await expect(under).rejects.toMatchObject({ name: 'Failure', code: 'interrupted' })
  }
})

test.each(['../other', 'a//b', '/a', 'a/./b', 'a/../b', 'a?b', 'a#b', 'ñ', 'a b', '', 'a\nb'])(
  'never asks for %j',
  async (path) => {
    await using opened = await openObjects()
    await expect(opened.objects.info(path)).rejects.toMatchObject({ code: 'internal' })
    await expect(opened.objects.uploadUrl(path)).rejects.toMatchObject({ code: 'internal' })
    await expect(opened.objects.remove([path])).rejects.toMatchObject({ code: 'internal' })
    expect(opened.storage.calls).toEqual([])
  },
)
