import { readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { trackAt } from '../../src/remote/track.ts'
import { upload } from '../../src/remote/upload.ts'
import { settableClock } from '../rig/settable-clock.ts'
import { bytesOf, CHUNK, digestOf, fileOf, never, startRemote } from './remote-rig.ts'

const BYTES = bytesOf(2 * CHUNK + 1000)
const DELAYS = [0, 0, 0]

async function startUpload(options: Parameters<typeof startRemote>[0] = {}) {
  const remote = await startRemote(options)
  const path = await fileOf(remote.home, 'talk.mp3', BYTES)
  const made = await remote.client.uploadUrls({ languages: ['es'], voice_track_name: 'talk.mp3' }, never)
  let urls = 0
  const signed = async (anew: boolean) => {
    if (!anew) return made.upload_urls.voice_track
    urls += 1
    const again = { job_id: made.job_id, languages: ['es'], voice_track_name: 'talk.mp3' }
    return (await remote.client.uploadUrls(again, never)).upload_urls.voice_track
  }
  const paces: { readonly bytes: number; readonly total: number }[] = []
  const tools = {
    home: remote.home.at('home'),
    about: made.job_id,
    clock: settableClock(),
    signal: never,
    delays: DELAYS,
  }
  return {
    ...remote,
    path,
    paces,
    tools: { ...tools, onPace: (pace: (typeof paces)[number]) => void paces.push(pace) },
    signed,
    renewed: () => urls,
    patches: () => remote.api.storage.calls.filter(({ method }) => method === 'PATCH'),
    async stored() {
      const { createClient } = await import('@supabase/supabase-js')
      const files = createClient(remote.api.storage.url, remote.api.storage.secretKey).storage.from('media')
      const { data } = await files.download(made.voice_track_path)
      return data && Buffer.from(await data.arrayBuffer())
    },
  }
}

test('a track goes in chunks of 6 MiB, with its pace told', async () => {
  await using my = await startUpload()
  await upload(await trackAt(my.path), my.signed, my.tools)
  expect(my.patches().map(({ bytes }) => bytes)).toEqual([CHUNK, CHUNK, 1000])
  expect(digestOf((await my.stored())!)).toBe(digestOf(BYTES))
  expect(my.paces.at(-1)).toMatchObject({ bytes: BYTES.length, total: BYTES.length })
})

test('a storage that is away for some seconds is waited for, and that is told once', async () => {
  await using my = await startUpload()
  await writeFile(my.path, 'ten bytes!')
  my.api.storage.misbehave({ kind: 'status', status: 503 }, { path: /resumable/, times: 5 })
  let told = 0
  const onWaiting = () => {
    told += 1
  }
  await upload(await trackAt(my.path), my.signed, { ...my.tools, delays: [0, 0, 0, 0, 0, 0], onWaiting })
  expect([told, (await my.stored())?.toString()]).toEqual([1, 'ten bytes!'])
})

test('a small one as well', async () => {
  await using my = await startUpload()
  await writeFile(my.path, 'ten bytes!')
  await upload(await trackAt(my.path), my.signed, my.tools)
  expect((await my.stored())?.toString()).toBe('ten bytes!')
})

test('a connection that breaks is gone on with from what the storage has', async () => {
  await using my = await startUpload()
  my.api.storage.cut({ method: 'PATCH', after: 100_000 })
  my.api.storage.misbehave({ kind: 'status', status: 503 }, { path: /resumable\/sign\/./ })
  await upload(await trackAt(my.path), my.signed, my.tools)
  expect(digestOf((await my.stored())!)).toBe(digestOf(BYTES))
  // A storage that hiccups when asked how far it is does not make it begin anew.
  const begun = my.api.storage.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/resumable/sign'))
  expect(begun).toHaveLength(1)
})

test('what another process began is gone on with, and what it finished is not sent again', async () => {
  await using my = await startUpload()
  const track = await trackAt(my.path)
  const stopping = new AbortController()
  const onPace = ({ bytes }: { readonly bytes: number }) => {
    if (bytes > CHUNK) stopping.abort()
  }
  const cut = upload(track, my.signed, { ...my.tools, signal: stopping.signal, onPace })
  await expect(cut).rejects.toMatchObject({ code: 'interrupted' })
  const sent = my.patches().length
  const { forget } = await upload(track, my.signed, my.tools)
  const offsets = my.patches().map(({ headers }) => Number(headers['upload-offset']))
  expect(offsets.slice(0, 1)).toEqual([0])
  expect(offsets.slice(sent)).toEqual([CHUNK, 2 * CHUNK])
  const all = my.patches().length
  await upload(track, my.signed, my.tools)
  expect(my.patches()).toHaveLength(all)
  await forget()
  expect(await readdir(my.home.at('home', 'uploads'))).toEqual([])
})

test('what is remembered is for its owner alone', async () => {
  await using my = await startUpload()
  await upload(await trackAt(my.path), my.signed, my.tools)
  const [name = ''] = await readdir(my.home.at('home', 'uploads'))
  expect((await stat(my.home.at('home', 'uploads', name))).mode & 0o777).toBe(0o600)
  expect((await stat(my.home.at('home', 'uploads'))).mode & 0o777).toBe(0o700)
})

test('a file that changed since is another upload', async () => {
  await using my = await startUpload()
  await upload(await trackAt(my.path), my.signed, my.tools)
  await utimes(my.path, 1, 1)
  await upload(await trackAt(my.path), my.signed, my.tools)
  expect(my.patches().filter(({ headers }) => headers['upload-offset'] === '0')).toHaveLength(2)
})

test('a token that expires on the way is asked for anew, and the upload goes on', async () => {
  const clock = settableClock()
  await using my = await startUpload({ clock, uploadUrlSeconds: 60 })
  let expired = false
  const onPace = ({ bytes }: { readonly bytes: number }) => {
    if (bytes < CHUNK || expired) return
    expired = true
    clock.advance(61_000)
  }
  await upload(await trackAt(my.path), my.signed, { ...my.tools, onPace })
  expect(my.renewed()).toBe(1)
  expect(digestOf((await my.stored())!)).toBe(digestOf(BYTES))
  const accepted = my.patches().filter(({ status }) => status === 204)
  expect(accepted.map(({ bytes }) => bytes)).toEqual([CHUNK, CHUNK, 1000])
})

test('a small one whose last bytes are refused is not taken to be there', async () => {
  await using my = await startUpload()
  await writeFile(my.path, 'ten bytes!')
  my.api.storage.misbehave({ kind: 'expired-key' }, { path: /resumable\/sign\/./ })
  await upload(await trackAt(my.path), my.signed, my.tools)
  expect(my.renewed()).toBe(1)
  expect((await my.stored())?.toString()).toBe('ten bytes!')
})

test('an upload that the storage has thrown away is begun anew', async () => {
  const clock = settableClock()
  await using my = await startUpload({ clock, resumableSeconds: 60 })
  const track = await trackAt(my.path)
  const stopping = new AbortController()
  const onPace = ({ bytes }: { readonly bytes: number }) => void (bytes > CHUNK && stopping.abort())
  await upload(track, my.signed, { ...my.tools, signal: stopping.signal, onPace }).catch(() => undefined)
  clock.advance(61_000)
  await upload(track, my.signed, my.tools)
  expect(digestOf((await my.stored())!)).toBe(digestOf(BYTES))
})

describe('what the storage refuses is not tried again', () => {
  test('a track that is too large', async () => {
    await using my = await startUpload({ fileSizeLimit: 1000 })
    const told = { code: 'input', message: expect.stringContaining('larger') }
    await expect(upload(await trackAt(my.path), my.signed, my.tools)).rejects.toMatchObject(told)
    expect(my.api.storage.calls.filter(({ path }) => path.includes('/resumable/'))).toHaveLength(1)
  })

  test('a token that is never good', async () => {
    await using my = await startUpload()
    const bad = async () => `${my.api.storage.url}/storage/v1/object/upload/sign/media/uploads/x?token=e30.e30.e30`
    await expect(upload(await trackAt(my.path), bad, my.tools)).rejects.toMatchObject({ code: 'vendor' })
    expect(my.api.storage.calls.filter(({ path }) => path.includes('/resumable/')).length).toBeLessThan(5)
  })
})

test('a storage that fails for good ends it, and what is there is kept', async () => {
  await using my = await startUpload()
  my.api.storage.misbehave({ kind: 'status', status: 503 }, { path: /resumable/, share: 1 })
  const told = { code: 'vendor', retryable: true, hint: expect.stringContaining('is kept') }
  await expect(upload(await trackAt(my.path), my.signed, my.tools)).rejects.toMatchObject(told)
})

test('a file that is written to meanwhile is not mixed', async () => {
  await using my = await startUpload()
  const track = await trackAt(my.path)
  await writeFile(my.path, bytesOf(BYTES.length + 1))
  const told = { code: 'input', message: expect.stringContaining('was changed') }
  await expect(upload(track, my.signed, my.tools)).rejects.toMatchObject(told)
})

test('files that are none say so', async () => {
  await using my = await startUpload()
  for (const [path, message] of [
    [my.home.at('none.mp3'), 'There is no file'],
    [my.home.path, 'is not a regular file'],
    [await fileOf(my.home, 'empty.mp3', Buffer.alloc(0)), 'is empty'],
  ] as const) {
    await expect(trackAt(path)).rejects.toMatchObject({ code: 'input', message: expect.stringContaining(message) })
  }
})
