import { createHash } from 'node:crypto'
import { createClient } from '@supabase/supabase-js'
import { type DetailedError, Upload, type UploadOptions } from 'tus-js-client'
import { expect, test } from 'vitest'
import { settableClock } from '../settable-clock.ts'
import { type StorageOptions, startStorage } from './supabase-storage.ts'

const ME = '11111111-1111-4111-8111-111111111111'
const MINE = `uploads/${ME}/job_1/voice_track.wav`
const THEIRS = 'uploads/22222222-2222-4222-8222-222222222222/job_1/voice_track.wav'
const CHUNK = 6 * 1024 * 1024
const BYTES = Buffer.alloc(2 * CHUNK + 1000, Buffer.from(Array.from({ length: 251 }, (_, index) => index)))
const FEW = Buffer.from('0123456789')

async function start(options: StorageOptions = {}) {
  const clock = settableClock()
  const storage = await startStorage({ clock, ...options })
  const token = (seconds: number) =>
    storage.keys.sign({ sub: ME, role: 'authenticated', exp: clock.now() / 1000 + seconds })
  const files = createClient(storage.url, storage.secretKey).storage.from('media')
  const endpoint = `${storage.url}/storage/v1/upload/resumable`
  return {
    clock,
    storage,
    files,
    endpoint,
    token,
    authorization: { authorization: `Bearer ${await token(3600)}` },
    signature: async (path: string) => ({
      'x-signature': (await files.createSignedUploadUrl(path, { upsert: false })).data!.token,
    }),
    digest: async (path: string) => {
      const { data } = await files.download(path)
      return createHash('sha256')
        .update(Buffer.from(await data!.arrayBuffer()))
        .digest('hex')
    },
    [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
  }
}

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** Uploads, and says with what it ended: nothing, or status and text of the refusal. */
function send(bytes: Buffer, path: string, options: UploadOptions): Promise<readonly [number, string] | 'done'> {
  return new Promise((resolve, reject) => {
    new Upload(bytes, {
      chunkSize: CHUNK,
      retryDelays: [],
      metadata: { bucketName: 'media', objectName: path, contentType: 'audio/wav', cacheControl: '60' },
      ...options,
      onSuccess: () => resolve('done'),
      onError(error) {
        const answer = (error as DetailedError).originalResponse
        if (answer) resolve([answer.getStatus(), answer.getBody()])
        else reject(error)
      },
    }).start()
  })
}

test('with a token of the user: chunk by chunk, and the bytes are what they were', async () => {
  await using rig = await start()
  expect(await send(BYTES, MINE, { endpoint: rig.endpoint, headers: rig.authorization })).toBe('done')
  expect(await rig.digest(MINE)).toBe(digestOf(BYTES))
  expect((await rig.files.info(MINE)).data).toMatchObject({ contentType: 'audio/wav', cacheControl: 'max-age=60' })
  const seen = rig.storage.calls.filter(({ path }) => path.includes('/upload/resumable'))
  expect(seen.map(({ method, status, bytes }) => [method, status, bytes])).toEqual([
    ['POST', 201, 0],
    ['PATCH', 204, CHUNK],
    ['PATCH', 204, CHUNK],
    ['PATCH', 204, 1000],
  ])
})

test('with a signature: to its path alone; it overwrites what is there, though it was not minted to', async () => {
  await using rig = await start()
  const endpoint = `${rig.endpoint}/sign`
  const headers = await rig.signature(MINE)
  expect(await send(FEW, MINE, { endpoint, headers })).toBe('done')
  expect(await send(FEW.subarray(5), MINE, { endpoint, headers })).toBe('done')
  expect((await rig.files.info(MINE)).data!.size).toBe(5)
  expect(await send(FEW, THEIRS, { endpoint, headers })).toEqual([400, 'Invalid signature'])
  expect(await send(FEW, MINE, { endpoint })).toEqual([400, 'Missing x-signature header'])
  rig.clock.advance(7_200_000)
  expect(await send(FEW, MINE, { endpoint, headers })).toEqual([400, expect.stringContaining('"exp"')])
})

test('what is refused has its true status, in words', async () => {
  await using rig = await start({
    buckets: [{ id: 'media', fileSizeLimit: 10, allowedMimeTypes: ['audio/*'] }],
  })
  const { endpoint, authorization: headers } = rig
  const to = (path: string, bytes: Buffer, metadata?: UploadOptions['metadata']) =>
    send(bytes, path, { endpoint, headers, ...(metadata && { metadata: { objectName: path, ...metadata } }) })
  expect(await to(MINE, FEW)).toBe('done')
  expect(await to(MINE, FEW)).toEqual([409, 'The resource already exists'])
  expect(await to(THEIRS, FEW)).toEqual([403, 'new row violates row-level security policy'])
  expect(await to(`uploads/${ME}/x`, Buffer.alloc(11))).toEqual([413, 'Maximum size exceeded'])
  expect(await to(`uploads/${ME}/é`, FEW)).toEqual([400, `Invalid key: uploads/${ME}/é`])
  expect(await to('x', FEW, { bucketName: 'none' })).toEqual([404, 'Bucket not found'])
  expect((await to(`uploads/${ME}/x`, FEW, { bucketName: 'media', contentType: 'text/plain' }))[0]).toBe(415)
  expect(await send(FEW, MINE, { endpoint, headers: { ...headers, 'x-upsert': 'true' } })).toEqual([
    403,
    'new row violates row-level security policy',
  ])
})

test('a token that is no good is a 400 in JSON, in the middle of an upload too', async () => {
  await using rig = await start()
  const { endpoint, clock } = rig
  const body = expect.stringContaining('"statusCode":"403"')
  const headers = { authorization: `Bearer ${await rig.token(-10)}` }
  expect(await send(FEW, MINE, { endpoint, headers })).toEqual([400, body])
  const onProgress = (sent: number) => {
    if (sent > CHUNK) clock.advance(7_200_000)
  }
  expect(await send(BYTES, MINE, { endpoint, headers: rig.authorization, onProgress })).toEqual([400, body])
  // A fresh token for each request rides it out.
  let seconds = 60
  const outcome = await send(BYTES, MINE, {
    endpoint,
    async onBeforeRequest(request) {
      seconds += 60
      request.setHeader('authorization', `Bearer ${await rig.token(60)}`)
    },
    onChunkComplete: () => clock.advance(120_000),
  })
  expect([outcome, seconds]).toEqual(['done', 300])
})

test('chunks of another size are refused, but for the last', async () => {
  await using rig = await start()
  const { endpoint, authorization: headers } = rig
  const [status, words] = await send(BYTES, MINE, { endpoint, headers, chunkSize: CHUNK - 1 })
  expect([status, words]).toEqual([400, expect.stringContaining(String(CHUNK))])
})

test('offsets: asked for, conflicting, and past its time', async () => {
  await using rig = await start()
  const metadata = [`bucketName ${btoa('media')}`, `objectName ${btoa(MINE)}`].join(',')
  const common = { ...rig.authorization, 'tus-resumable': '1.0.0' }
  const created = await fetch(rig.endpoint, {
    method: 'POST',
    headers: { ...common, 'upload-length': '10', 'upload-metadata': metadata },
  })
  const at = created.headers.get('location')!
  expect(Buffer.from(at.split('/').at(-1)!, 'base64url').toString()).toContain(`media/${MINE}/`)
  expect(Date.parse(created.headers.get('upload-expires')!)).toBeGreaterThan(rig.clock.now())
  const patch = async (offset: string, body: Buffer) => {
    const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': offset }
    const answer = await fetch(at, { method: 'PATCH', headers: { ...common, ...type }, body })
    return [answer.status, await answer.text(), answer.headers.get('upload-offset')]
  }
  expect(await patch('3', FEW)).toEqual([409, 'Upload-Offset conflict', null])
  const head = await fetch(at, { method: 'HEAD', headers: common })
  expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([200, '0', '10'])
  expect((await fetch(at, { method: 'HEAD' })).status).toBe(412)
  expect((await fetch(`${rig.endpoint}/none`, { method: 'HEAD', headers: common })).status).toBe(404)
  expect(await patch('0', FEW)).toEqual([204, '', '10'])
  rig.clock.advance(86_400_000)
  expect((await fetch(at, { method: 'HEAD', headers: common })).status).toBe(410)
})

test.each([false, true])(
  'a chunk cut off in the middle is sent again (half of it kept: %s)',
  async (keepsHalfChunks) => {
    await using rig = await start({ keepsHalfChunks })
    rig.storage.cut({ method: 'PATCH', after: 1_000_000 })
    const options = { endpoint: rig.endpoint, headers: rig.authorization, retryDelays: [0] }
    expect(await send(BYTES, MINE, options)).toBe('done')
    expect(await rig.digest(MINE)).toBe(digestOf(BYTES))
    const head = rig.storage.calls.filter(({ method }) => method === 'HEAD')
    expect(head).toHaveLength(1)
    const chunks = rig.storage.calls.filter(({ method }) => method === 'PATCH').map(({ bytes }) => bytes)
    const rest = keepsHalfChunks ? [BYTES.length - CHUNK - 1_000_000] : [CHUNK, BYTES.length - 2 * CHUNK]
    expect(chunks).toEqual([1_000_000, CHUNK, ...rest])
  },
)

test('a 500 is tried again, a 429 is not', async () => {
  await using rig = await start()
  const options = { endpoint: rig.endpoint, headers: rig.authorization, retryDelays: [0] }
  rig.storage.misbehave({ kind: 'status', status: 500 }, { path: /resumable\/.+/ })
  expect(await send(FEW, MINE, options)).toBe('done')
  rig.storage.misbehave({ kind: 'too-many', retryAfter: 'seconds' })
  expect(await send(FEW, `${MINE}2`, options)).toEqual([429, 'Too many requests'])
})
