import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { RemoteArtifact } from '../../src/remote/answers.ts'
import { download } from '../../src/remote/download.ts'
import type { DownloadPace } from '../../src/remote/download-tally.ts'
import { settableClock } from '../rig/settable-clock.ts'
import { digestOf, jobUnderWay, never, noWait, startRemote } from './remote-rig.ts'

async function startDownload(files: Readonly<Record<string, string>>) {
  const remote = await startRemote()
  const job = await jobUnderWay(remote.api, remote.client)
  for (const [file, text] of Object.entries(files)) await remote.api.deliver(job, file, text, digestOf(text))
  const folder = remote.home.at('talk.dub')
  const list = () => remote.client.artifacts(job.id, never)
  const clock = settableClock()
  const wait: typeof noWait = async (ms, signal) => {
    clock.advance(1000)
    await noWait(ms, signal)
  }
  return {
    ...remote,
    job,
    folder,
    at: (...names: string[]) => remote.home.at('talk.dub', ...names),
    fetched: () =>
      remote.api.storage.calls.filter(({ method }) => method === 'GET').map(({ headers }) => headers.range),
    fetch: (more: Partial<Parameters<typeof download>[2]> = {}, listed = list) =>
      download(listed, folder, { signal: never, clock, wait, ...more }),
    list,
    clock,
    /** How many bytes there are of a file that is being fetched. */
    partOf: (name: string, text: string) =>
      stat(remote.home.at('talk.dub', `.${name}.part-${digestOf(text).slice(0, 12)}`)).then(
        ({ size }) => size,
        () => 0,
      ),
  }
}

test('files stand where a local dub has them, and the manifest comes last', async () => {
  await using my = await startDownload({ 'manifest.json': '{}', 'es/talk-es.srt': 'hola', 'talk.en.srt': 'hello' })
  const seen: DownloadPace[] = []
  await my.fetch({ onPace: (pace) => void seen.push(pace) })
  expect(await readFile(my.at('es', 'talk-es.srt'), 'utf8')).toBe('hola')
  expect((await readdir(my.folder)).toSorted()).toEqual(['es', 'manifest.json', 'talk.en.srt'])
  expect(seen.map(({ files }) => files)).toEqual(expect.arrayContaining([1, 2, 3]))
  expect(seen.at(-1)).toMatchObject({ files: 3, totalFiles: 3, bytes: 11, total: 11 })
  const paths = my.api.storage.calls.filter(({ method }) => method === 'GET').map(({ path }) => path)
  expect(paths.at(-1)).toContain(Buffer.from('manifest.json').toString('hex'))
})

test('what is there already, byte for byte, is not fetched again; what is not is replaced', async () => {
  await using my = await startDownload({ 'a.txt': 'one', 'b.txt': 'two' })
  await mkdir(my.folder)
  await writeFile(my.at('a.txt'), 'one')
  await writeFile(my.at('b.txt'), 'old')
  await my.fetch()
  expect(my.fetched()).toHaveLength(1)
  expect(await readFile(my.at('b.txt'), 'utf8')).toBe('two')
})

describe('a connection that breaks', () => {
  test('is gone on with from where it broke', async () => {
    await using my = await startDownload({ 'a.txt': 'x'.repeat(100_000) })
    my.api.storage.misbehave({ kind: 'cut-body' }, { path: /token=/ })
    await my.fetch()
    expect(my.fetched()).toHaveLength(2)
    expect(await readdir(my.folder)).toEqual(['a.txt'])
  })

  test('or where somebody stopped it: only the rest is fetched', async () => {
    await using my = await startDownload({ 'a.txt': 'x'.repeat(100_000) })
    my.api.storage.misbehave({ kind: 'slow-bytes', ms: 20_000 }, { path: /token=/ })
    const stopping = new AbortController()
    const stopped = my.fetch({ signal: stopping.signal })
    const sizeOf = () => my.partOf('a.txt', 'x'.repeat(100_000))
    while ((await sizeOf()) === 0) await noWait(0, never)
    stopping.abort()
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    const there = await sizeOf()
    await my.fetch()
    expect(my.fetched()).toEqual([undefined, `bytes=${there}-`])
    expect(await readFile(my.at('a.txt'), 'utf8')).toBe('x'.repeat(100_000))
  })

  test('also by another process: a part stands beside its place, under another name', async () => {
    await using my = await startDownload({ 'a.txt': 'one two' })
    await mkdir(my.folder)
    await writeFile(my.at(`.a.txt.part-${digestOf('one two').slice(0, 12)}`), 'one')
    await my.fetch()
    expect(my.fetched()).toEqual(['bytes=3-'])
    expect(await readFile(my.at('a.txt'), 'utf8')).toBe('one two')
  })

  test('as often as it may is no reason to give up, as long as each time brings something', async () => {
    const text = 'x'.repeat(9000)
    await using my = await startDownload({ 'a.txt': text })
    // Each time a thousand bytes; it hangs up once they are written down, for what is on its way then may be lost.
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.headers.range ?? '')
      const from = Number(/\d+/.exec(asked.at(-1) ?? '')?.[0] ?? 0)
      response.writeHead(from === 0 ? 200 : 206, { 'content-length': text.length - from })
      response.write(text.slice(from, from + 1000))
      const hangUp = async () => {
        while ((await my.partOf('a.txt', text)) < from + 1000) await noWait(0, never)
        response.socket?.destroy()
      }
      if (from + 1000 === text.length) response.end()
      else void hangUp()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const list = async () => (await my.list()).map((artifact) => ({ ...artifact, url }))
    // Together they take longer than a storage is waited for that brings nothing.
    await my.fetch({ wait: async () => my.clock.advance(12_000) }, list)
    server.close()
    expect(asked).toEqual(['', ...Array.from({ length: 8 }, (_, cut) => `bytes=${(cut + 1) * 1000}-`)])
    expect(await readFile(my.at('a.txt'), 'utf8')).toBe(text)
  })

  test('and a storage that is away for a minute is waited for; that is told once', async () => {
    await using my = await startDownload({ 'a.txt': 'one', 'b.txt': 'two' })
    my.api.storage.misbehave({ kind: 'status', status: 503 }, { path: /token=/, times: 60 })
    const told: string[] = []
    await my.fetch({ onWaiting: () => void told.push('waiting') })
    expect([told.length, await readFile(my.at('a.txt'), 'utf8')]).toEqual([1, 'one'])
  })

  test('that never holds ends it, and nothing bears the name', async () => {
    await using my = await startDownload({ 'a.txt': 'one two' })
    my.api.storage.misbehave({ kind: 'status', status: 503 }, { path: /token=/, share: 1 })
    const told = { code: 'vendor', message: expect.stringContaining('"a.txt"'), hint: expect.stringContaining('kept') }
    await expect(my.fetch()).rejects.toMatchObject(told)
    expect(await readdir(my.folder)).not.toContain('a.txt')
  })
})

describe('a checksum that is wrong', () => {
  test('of a part has the file fetched anew', async () => {
    await using my = await startDownload({ 'a.txt': 'one two' })
    await mkdir(my.folder)
    await writeFile(my.at(`.a.txt.part-${digestOf('one two').slice(0, 12)}`), 'ONE')
    await my.fetch()
    expect(my.fetched()).toEqual(['bytes=3-', undefined])
    expect(await readFile(my.at('a.txt'), 'utf8')).toBe('one two')
  })

  test('of what the storage has is told, and leaves nothing', async () => {
    await using my = await startDownload({})
    await my.api.deliver(my.job, 'a.txt', 'one', digestOf('two'))
    await my.api.deliver(my.job, 'manifest.json', '{}', digestOf('{}'))
    await expect(my.fetch()).rejects.toMatchObject({ code: 'vendor', message: expect.stringContaining('checksum') })
    expect(await readdir(my.folder)).toEqual([])
  })

  test('more bytes than were promised are not written', async () => {
    await using my = await startDownload({})
    await my.api.deliver(my.job, 'a.txt', 'x'.repeat(1000), digestOf('two'))
    Object.assign(my.job.artifacts[0]!, { bytes: 10 })
    await expect(my.fetch()).rejects.toMatchObject({ code: 'vendor' })
    for (const name of await readdir(my.folder)) expect((await stat(my.at(name))).size).toBeLessThanOrEqual(10)
  })
})

test('URLs that have expired are asked for anew', async () => {
  await using my = await startDownload({ 'a.txt': 'one' })
  let lists = 0
  const list = async (): Promise<readonly RemoteArtifact[]> => {
    lists += 1
    const artifacts = await my.list()
    if (lists > 1) return artifacts
    return artifacts.map((artifact) => ({ ...artifact, url: artifact.url.replace(/token=.*/, 'token=e30.e30.e30') }))
  }
  await my.fetch({}, list)
  expect(lists).toBe(2)
  expect(await readFile(my.at('a.txt'), 'utf8')).toBe('one')
})

describe('a name that leads out of the folder is refused before anything is written', () => {
  const names = [
    '../x',
    'es/../../x',
    '/etc/x',
    'C:/x',
    'C:x',
    'es\\..\\x',
    '..',
    'es//x',
    './x',
    'x\u0000',
    'x\u001b[2J',
    '',
  ]
  for (const name of names) {
    test(JSON.stringify(name), async () => {
      await using my = await startDownload({ 'a.txt': 'one' })
      await my.api.deliver(my.job, name, 'two', digestOf('two'))
      await expect(my.fetch()).rejects.toMatchObject({ code: 'vendor', message: expect.stringContaining('leads out') })
      await expect(readdir(my.folder)).rejects.toMatchObject({ code: 'ENOENT' })
      expect(await readdir(my.home.path)).toEqual([])
    })
  }
})

test('a file that is a person’s own is left alone', async () => {
  await using my = await startDownload({ 'es/script.json': 'the service’s', 'es/talk-es.srt': 'hola' })
  await mkdir(my.at('es'), { recursive: true })
  await writeFile(my.at('es', 'script.json'), 'mine')
  await my.fetch({ leave: ['es/script.json'] })
  expect(await readFile(my.at('es', 'script.json'), 'utf8')).toBe('mine')
  expect(await readFile(my.at('es', 'talk-es.srt'), 'utf8')).toBe('hola')
})
