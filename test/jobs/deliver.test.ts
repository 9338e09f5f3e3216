import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Delivery, deliver, digestOf } from '../../src/jobs/deliver.ts'
import { temporaryFolder } from '../rig/home.ts'
import { memoryBlobs, memoryScratch } from '../rig/memory-stores.ts'
import { pidOfGoneProcess } from '../rig/processes.ts'

const LONG_AGO = 1_000_000_000

async function openShelf() {
  const home = await temporaryFolder()
  await mkdir(home.at('blobs'))
  const blobs = memoryBlobs(home.at('blobs'))
  const scratch = memoryScratch(home.at('scratch'))
  const folder = home.at('person', 'talk.dub')
  const audio = await blobs.put(Buffer.from('sound'), 'audio/wav')
  return {
    home,
    blobs,
    folder,
    audio,
    files: [
      { path: 'es/talk-es.wav', content: { blob: audio } },
      { path: 'manifest.json', content: { text: '{}\n' } },
    ] satisfies Delivery[],
    deliver: (files: readonly Delivery[]) => deliver(files, folder, { blobs, scratch }, new AbortController().signal),
    /** Every file below the person's folder, hidden ones too, with what it holds. */
    async shelf(): Promise<Record<string, string>> {
      const names: string[] = await readdir(home.at('person'), { recursive: true }).catch(() => [])
      const entries = await Promise.all(
        names.toSorted().map(async (name) => {
          const path = join(home.at('person'), name)
          return (await stat(path)).isFile() ? [[name, await readFile(path, 'utf8')] as const] : []
        }),
      )
      return Object.fromEntries(entries.flat())
    },
    [Symbol.asyncDispose]: home[Symbol.asyncDispose],
  }
}

test('puts blobs and texts in their places, and nothing else', async () => {
  await using shelf = await openShelf()
  await shelf.deliver(shelf.files)
  expect(await shelf.shelf()).toEqual({ 'talk.dub/es/talk-es.wav': 'sound', 'talk.dub/manifest.json': '{}\n' })
  expect(await readdir(shelf.home.at('person'))).toEqual(['talk.dub'])
  expect(shelf.files.map(digestOf)[0]).toEqual({ sha256: shelf.audio.digest, bytes: 5 })
})

test('delivered files are the person’s: as new files are here, and no link to what is kept', async () => {
  await using shelf = await openShelf()
  await shelf.deliver(shelf.files)
  const [own, usual] = [join(shelf.folder, 'es/talk-es.wav'), shelf.home.at('usual')]
  await writeFile(usual, '')
  expect((await stat(own)).mode).toBe((await stat(usual)).mode)
  expect((await stat(own)).nlink).toBe(1)
  await writeFile(own, 'cut by the person')
  expect(Buffer.from(await shelf.blobs.get(shelf.audio)).toString()).toBe('sound')
})

test('what is there already, byte for byte, is not touched', async () => {
  await using shelf = await openShelf()
  await shelf.deliver(shelf.files)
  for (const { path } of shelf.files) await utimes(join(shelf.folder, path), LONG_AGO, LONG_AGO)
  await shelf.deliver([shelf.files[0]!, { path: 'manifest.json', content: { text: '{"new":1}\n' } }])
  const [audio, manifest] = await Promise.all(shelf.files.map(({ path }) => stat(join(shelf.folder, path))))
  expect(audio!.mtimeMs).toBe(LONG_AGO * 1000)
  expect(manifest!.mtimeMs).toBeGreaterThan(LONG_AGO * 1000)
})

test('a file of the same length that was changed or cut is put right', async () => {
  await using shelf = await openShelf()
  await shelf.deliver(shelf.files)
  await writeFile(join(shelf.folder, 'es/talk-es.wav'), 'noise')
  await shelf.deliver(shelf.files)
  expect((await shelf.shelf())['talk.dub/es/talk-es.wav']).toBe('sound')
})

test('what else a person keeps there stays', async () => {
  await using shelf = await openShelf()
  await mkdir(join(shelf.folder, 'es'), { recursive: true })
  await writeFile(join(shelf.folder, 'es', 'my notes.txt'), 'mine')
  await shelf.deliver(shelf.files)
  expect(await shelf.shelf()).toMatchObject({ 'talk.dub/es/my notes.txt': 'mine' })
})

describe('all or nothing', () => {
  test('a blob that is lost in the middle leaves the folder as it was', async () => {
    await using shelf = await openShelf()
    await shelf.deliver(shelf.files)
    const before = await shelf.shelf()
    const gone = { ...shelf.audio, digest: 'f'.repeat(64) }
    const files: Delivery[] = [
      { path: 'manifest.json', content: { text: '{"new":1}\n' } },
      { path: 'es/talk-es.wav', content: { blob: gone } },
      { path: 'es/talk-es.srt', content: { text: '1\n' } },
    ]
    await expect(shelf.deliver(files)).rejects.toMatchObject({ code: 'lost', subject: gone.digest })
    expect(await shelf.shelf()).toEqual(before)
    expect(await readdir(shelf.home.at('person'))).toEqual(['talk.dub'])
  })

  test('what a killed run left behind is swept', async () => {
    await using shelf = await openShelf()
    const left = `.talk.dub.part-${hostname().replace(/[^\w.]/g, '_')}-${pidOfGoneProcess()}-0123456789ab`
    await mkdir(shelf.home.at('person', left), { recursive: true })
    await writeFile(shelf.home.at('person', left, '0'), 'half')
    await shelf.deliver(shelf.files)
    expect(await readdir(shelf.home.at('person'))).toEqual(['talk.dub'])
  })

  test('two deliveries to one folder at once do not disturb each other', async () => {
    await using shelf = await openShelf()
    const [spanish, catalan] = ['es', 'ca'].map((tag) => [{ path: `${tag}/talk.srt`, content: { text: tag } }])
    await Promise.all([shelf.deliver(spanish!), shelf.deliver(catalan!)])
    expect(await shelf.shelf()).toEqual({ 'talk.dub/es/talk.srt': 'es', 'talk.dub/ca/talk.srt': 'ca' })
  })
})
