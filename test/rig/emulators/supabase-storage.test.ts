import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import { settableClock } from '../settable-clock.ts'
import { type StorageOptions, startStorage } from './supabase-storage.ts'

const ME = '11111111-1111-4111-8111-111111111111'
const MINE = `uploads/${ME}/job_1/voice_track.wav`
const THEIRS = 'uploads/22222222-2222-4222-8222-222222222222/job_1/voice_track.wav'
const BYTES = Buffer.from('0123456789')
const TEXT = { contentType: 'text/plain' }

async function start(options: StorageOptions = {}) {
  const clock = settableClock()
  const storage = await startStorage({ clock, ...options })
  const as = (token: string) =>
    createClient(storage.url, storage.anonKey, { accessToken: async () => token }).storage.from('media')
  const claims = (role: string, seconds = 3600) => ({ sub: ME, role, exp: clock.now() / 1000 + seconds })
  return {
    clock,
    storage,
    as,
    token: (seconds?: number) => storage.keys.sign(claims('authenticated', seconds)),
    me: as(await storage.keys.sign(claims('authenticated', 100_000))),
    anybody: createClient(storage.url, storage.anonKey).storage,
    service: createClient(storage.url, storage.secretKey).storage,
    [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
  }
}
type Files = ReturnType<SupabaseClient['storage']['from']>

/** How a refusal comes through the SDK: status of HTTP, status that is meant, code. */
const said = ({ error }: { error: unknown }) => {
  const { status, statusCode, code } = error as { status: number; statusCode: string; code: string }
  return [status, statusCode, code]
}
const urlOf = async (files: Files, path: string, seconds = 60) =>
  (await files.createSignedUrl(path, seconds)).data!.signedUrl

test('what is uploaded comes back, as a buffer, a blob and a stream', async () => {
  await using rig = await start()
  for (const body of [BYTES, new Blob([BYTES]), new Blob([BYTES]).stream()]) {
    const path = `artifacts/${ME}/job_1/es/file.txt`
    const { data, error } = await rig.service.from('media').upload(path, body, { ...TEXT, upsert: true })
    expect([error, data]).toEqual([null, { id: expect.any(String), path, fullPath: `media/${path}` }])
    expect(Buffer.from(await (await rig.me.download(path)).data!.arrayBuffer())).toEqual(BYTES)
  }
  const { data } = await rig.me.info(`artifacts/${ME}/job_1/es/file.txt`)
  expect(data).toMatchObject({ size: 10, contentType: 'text/plain', cacheControl: 'max-age=3600', bucketId: 'media' })
})

test('an upload by signed URL: once, to that path, until it expires', async () => {
  await using rig = await start()
  const { data } = await rig.me.createSignedUploadUrl(MINE)
  expect(new URL(data!.signedUrl).pathname).toBe(`/storage/v1/object/upload/sign/media/${MINE}`)
  const elsewhere = await rig.anybody.from('media').uploadToSignedUrl(THEIRS, data!.token, BYTES)
  expect(said(elsewhere)).toEqual([400, '400', 'InvalidSignature'])
  const blob = new Blob([BYTES], { type: 'audio/wav' })
  const put = () => rig.anybody.from('media').uploadToSignedUrl(MINE, data!.token, blob, { metadata: { hey: 1 } })
  expect(await put()).toEqual({ data: { path: MINE, fullPath: `media/${MINE}` }, error: null })
  expect(said(await put())).toEqual([400, '409', 'KeyAlreadyExists'])
  expect(said(await rig.me.createSignedUploadUrl(MINE))).toEqual([400, '409', 'KeyAlreadyExists'])
  expect((await rig.me.info(MINE)).data).toMatchObject({ contentType: 'audio/wav', metadata: { hey: 1 } })
  rig.clock.advance(7_200_000)
  expect(said(await put())).toEqual([400, '400', 'InvalidJWT'])
})

test('plain fetch may PUT raw bytes to a signed URL, without any key', async () => {
  await using rig = await start()
  const { data } = await rig.me.createSignedUploadUrl(MINE)
  const answer = await fetch(data!.signedUrl, { method: 'PUT', body: BYTES, headers: { 'content-type': 'audio/wav' } })
  expect([answer.status, await answer.json()]).toEqual([200, { Key: `media/${MINE}` }])
})

test('a signed URL: ranges, etag, name to save as, tampering, expiry', async () => {
  await using rig = await start()
  await rig.me.upload(MINE, BYTES, { contentType: 'audio/wav' })
  const url = await urlOf(rig.me, MINE)
  const part = async (range: string) => {
    const answer = await fetch(url, { headers: { range } })
    return [answer.status, answer.headers.get('content-range'), await answer.text()]
  }
  expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
  expect(await part('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789'])
  expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789'])
  for (const range of ['bytes=10-', 'bytes=0-1,3-4']) {
    expect(await part(range)).toEqual([416, null, expect.stringContaining('"code":"InvalidRange"')])
  }
  const whole = await fetch(`${url}&download=caf%C3%A9.wav`)
  expect([whole.status, await whole.text(), whole.headers.get('content-disposition')]).toEqual([
    200,
    '0123456789',
    "attachment; filename=caf%C3%A9.wav; filename*=UTF-8''caf%C3%A9.wav;",
  ])
  expect(Date.parse(whole.headers.get('expires')!)).toBe(rig.clock.now() + 60_000)
  const again = await fetch(url, { headers: { 'if-none-match': whole.headers.get('etag')! } })
  expect(again.status).toBe(304)
  const code = async (at: string) => {
    const answer = await fetch(at)
    return [answer.status, ((await answer.json()) as { code: string }).code]
  }
  expect(await code(url.replace('job_1', 'job_2'))).toEqual([400, 'InvalidSignature'])
  expect(await code(`${url.slice(0, -8)}AAAAAAAA`)).toEqual([400, 'InvalidJWT'])
  rig.clock.advance(61_000)
  expect(await code(url)).toEqual([400, 'InvalidJWT'])
})

test('several signed URLs at once: a path that is not to be seen has an error of its own', async () => {
  await using rig = await start()
  await rig.service.from('media').upload(THEIRS, BYTES)
  await rig.me.upload(MINE, BYTES)
  const { data } = await rig.me.createSignedUrls([MINE, THEIRS], 60)
  expect(data).toMatchObject([
    { path: MINE, error: null, signedUrl: expect.stringContaining('token=') },
    { path: THEIRS, error: expect.stringContaining('does not exist'), signedUrl: null },
  ])
})

test('a user sees and writes what is theirs alone', async () => {
  await using rig = await start({ mayUpload: async (uid, path) => path === `uploads/${uid}/job_1/voice_track.wav` })
  const files = rig.service.from('media')
  for (const path of [THEIRS, `blobs/${ME}/digest`, `artifacts/${ME}/job_1/es/a.srt`]) await files.upload(path, BYTES)
  expect((await rig.me.upload(MINE, BYTES)).error).toBeNull()
  const hidden = [400, '404', 'NoSuchKey']
  for (const path of [THEIRS, `blobs/${ME}/digest`, 'uploads/none']) {
    expect(said(await rig.me.createSignedUrl(path, 60))).toEqual(hidden)
    expect(said(await rig.me.info(path))).toEqual(hidden)
    expect(said(await rig.me.copy(path, MINE))).toEqual(hidden)
    expect((await rig.me.download(path)).error).toMatchObject({ status: 400 })
  }
  const denied = [400, '403', 'AccessDenied']
  for (const path of [THEIRS, `uploads/${ME}/job_1/other.wav`, `artifacts/${ME}/x`]) {
    expect(said(await rig.me.upload(path, BYTES))).toEqual(denied)
    expect(said(await rig.me.createSignedUploadUrl(path))).toEqual(denied)
  }
  expect(said(await rig.me.upload(MINE, BYTES, { upsert: true }))).toEqual(denied)
  expect(said(await rig.me.update(MINE, BYTES))).toEqual(denied)
  expect(said(await rig.me.move(MINE, `uploads/${ME}/job_1/y`))).toEqual(hidden)
  expect(await rig.me.remove([MINE])).toMatchObject({ data: [], error: null })
  const names = async (folder: string) => (await rig.me.list(folder)).data!.map(({ name }) => name)
  expect([await names(''), await names('uploads'), await names(`uploads/${ME}/job_1`)]).toEqual([
    ['artifacts', 'uploads'],
    [ME],
    ['voice_track.wav'],
  ])
  expect((await rig.anybody.from('media').list('')).data).toEqual([])
  expect((await files.remove([MINE, THEIRS, 'none'])).data).toHaveLength(2)
  expect(said(await rig.me.info(MINE))).toEqual(hidden)
})

test('buckets: seen by users where there is a policy, made by the service alone', async () => {
  await using rig = await start()
  const { service } = rig
  expect(said(await service.createBucket('media'))).toEqual([400, '409', 'BucketAlreadyExists'])
  const small = { public: false, fileSizeLimit: '1MB', allowedMimeTypes: ['audio/*'] }
  expect((await service.createBucket('small', small)).error).toBeNull()
  expect((await service.getBucket('small')).data).toMatchObject({ file_size_limit: 1_000_000 })
  const mine = createClient(rig.storage.url, rig.storage.anonKey, { accessToken: () => rig.token() }).storage
  expect((await mine.listBuckets()).data!.map(({ id }) => id)).toEqual(['media'])
  expect(said(await mine.getBucket('small'))).toEqual([400, '404', 'NoSuchBucket'])
  const files = service.from('small')
  const audio = { contentType: 'audio/wav' }
  expect(said(await files.upload('a', BYTES, TEXT))).toEqual([400, '415', 'InvalidMimeType'])
  const large = new Blob([Buffer.alloc(1_000_001)], { type: 'audio/wav' })
  for (const body of [Buffer.alloc(1_000_001), large, large.stream()])
    expect(said(await files.upload('a', body, audio))).toEqual([400, '413', 'EntityTooLarge'])
  expect((await files.upload('a', Buffer.alloc(1_000_000), audio)).error).toBeNull()
  expect(said(await service.from('none').upload('a', BYTES))).toEqual([400, '404', 'NoSuchBucket'])
  const { error } = await service.from('none').createSignedUploadUrl('a')
  expect(error).toMatchObject({ status: 400, statusCode: '404', message: 'The related resource does not exist' })
  expect((await service.from('none').list()).data).toEqual([])
})

test('tokens: expired, forged, garbage, none', async () => {
  await using rig = await start()
  await using other = await start()
  const refused = async (token: string) => {
    const { error } = await rig.as(token).info(MINE)
    return [...said({ error }), error!.message]
  }
  const refusal = (words: string) => [400, '403', 'AccessDenied', words]
  expect(await refused(await rig.token(-10))).toEqual(refusal('"exp" claim timestamp check failed'))
  expect(await refused('garbage')).toEqual(refusal('Invalid Compact JWS'))
  const good = await rig.token()
  expect(await refused(`${good.slice(0, -6)}AAAAAA`)).toEqual(refusal('signature verification failed'))
  expect((await refused(await other.token())).slice(0, 3)).toEqual([400, '403', 'AccessDenied'])
  const none = await fetch(`${rig.storage.url}/storage/v1/object/info/media/${MINE}`)
  expect([none.status, await none.json()]).toMatchObject([
    400,
    { statusCode: '400', message: "headers must have required property 'authorization'" },
  ])
})

test('keys: the client makes other ones of some, and the server refuses others', async () => {
  await using rig = await start()
  const files = rig.service.from('media')
  for (const path of ['é.mp4', '日本.mp4', '😀.mp4']) {
    expect(said(await files.upload(path, BYTES))).toEqual([400, '400', 'InvalidKey'])
    expect(said(await files.createSignedUploadUrl(path))).toEqual([400, '400', 'InvalidKey'])
  }
  const stored: Record<string, string> = { 'a#b%c.mp4': 'a', 'q?x.mp4': 'q', 'x/../b': 'b', 'd//e': 'd/e' }
  for (const [path, key] of Object.entries(stored)) {
    expect((await files.upload(path, BYTES)).error).toBeNull()
    expect(rig.storage.objects.find('media', key)?.size).toBe(10)
  }
})

test('the service copies and moves', async () => {
  await using rig = await start()
  const files = rig.service.from('media')
  await files.upload('a', BYTES, TEXT)
  expect((await files.copy('a', 'b')).data).toEqual({ path: 'media/b' })
  expect(said(await files.copy('a', 'b'))).toEqual([400, '409', 'KeyAlreadyExists'])
  expect((await files.move('a', 'c')).error).toBeNull()
  expect((await files.list()).data!.map(({ name }) => name)).toEqual(['b', 'c'])
  expect(await (await files.download('c')).data!.text()).toBe('0123456789')
})

test('a list has 100 entries unless told', async () => {
  await using rig = await start()
  const files = rig.service.from('media')
  for (let count = 0; count < 101; count++) await files.upload(`x/${count}`, BYTES)
  expect((await files.list('x')).data).toHaveLength(100)
  expect((await files.list('x', { limit: 500 })).data).toHaveLength(101)
  expect((await files.list('x', { limit: 1, offset: 100 })).data).toMatchObject([
    { name: '99', metadata: { size: 10 } },
  ])
})

test('it misbehaves as told: status, limit, a reset in the middle of an upload', async () => {
  await using rig = await start()
  const files = rig.service.from('media')
  const { storage } = rig
  storage.misbehave({ kind: 'status', status: 500 }, { path: /\/object\// })
  expect(said(await files.upload('a', BYTES))).toEqual([500, '500', 'InternalError'])
  storage.misbehave({ kind: 'too-many', retryAfter: 'seconds', seconds: 3 })
  const tooMany = await fetch(`${storage.url}/storage/v1/status`)
  expect([tooMany.status, tooMany.headers.get('retry-after')]).toEqual([429, '3'])
  storage.cut({ method: 'POST', path: /\/object\/media/, after: 100_000 })
  expect((await files.upload('big', Buffer.alloc(5_000_000))).error).toMatchObject({ message: 'fetch failed' })
  expect(storage.objects.find('media', 'big')).toBeUndefined()
  expect(storage.calls.at(-1)).toMatchObject({ bytes: 100_000, fault: 'cut-request', status: 0 })
  expect((await files.upload('big', Buffer.alloc(5_000_000))).error).toBeNull()
  const url = await urlOf(files, 'big')
  storage.misbehave({ kind: 'cut-body' }, { path: /token=/ })
  const bytes = async () => (await (await fetch(url)).arrayBuffer()).byteLength
  await expect(bytes()).rejects.toThrow('terminated')
  expect(await bytes()).toBe(5_000_000)
})
