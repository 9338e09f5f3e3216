import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { expect, test } from 'vitest'
import { watchEntries } from '../../../src/jobs/batch/watch-entries.ts'
import { watchFolders } from '../../../src/jobs/batch/watch-folders.ts'
import { held, settled } from '../../rig/held.ts'
import { temporaryFolder } from '../../rig/home.ts'
import { openBatch } from './open-batch.ts'

/** A watched folder. Pauses are over at once, unless the test holds them. */
async function watched(pause: () => Promise<void> = settled) {
  const home = await temporaryFolder()
  const leave = new AbortController()
  const files = watchFolders([home.path], { signal: leave.signal, pause })
  const next = async () => {
    const { value } = await files.next()
    return value === undefined ? undefined : relative(home.path, value)
  }
  /** A file that is there at once and whole. */
  const put = async (name: string, text = name) => {
    await writeFile(home.at('.part'), text)
    await rename(home.at('.part'), home.at(name))
  }
  return { ...home, leave, next, put }
}

test('a file is given once it stands still; one that grows is waited for', async () => {
  const pauses = held<void, void>()
  await using home = await watched(pauses.ask)
  await home.put('a.mp3')
  const first = home.next()
  const pause = await pauses.next()
  await appendFile(home.at('a.mp3'), 'more')
  pause.answer()
  const another = await pauses.next() // Else it would have been given.
  another.answer()
  expect(await first).toBe('a.mp3')
  expect(pauses.calls).toHaveLength(2)
  home.leave.abort()
  expect(await home.next()).toBeUndefined()
})

test('files that come, also into folders that come, are noticed; what is delivered and hidden is not', async () => {
  await using home = await watched()
  const first = home.next()
  await mkdir(home.at('a.dub/es'), { recursive: true })
  await home.put('a.dub/es/a-es-full_mix.m4a')
  await home.put('.hidden.mp3')
  await home.put('notes.txt')
  await mkdir(home.at('deep/er'), { recursive: true })
  await home.put('deep/er/b.mp3')
  expect(await first).toBe('deep/er/b.mp3')
  const second = home.next()
  await home.put('deep/er/c.mp3')
  expect(await second).toBe('deep/er/c.mp3')
  home.leave.abort()
})

test('a file that is changed comes again, one that is not does not', async () => {
  await using home = await watched()
  await home.put('a.mp3')
  expect(await home.next()).toBe('a.mp3')
  const second = home.next()
  await home.put('a.mp3', 'another')
  expect(await second).toBe('a.mp3')
  const third = home.next()
  await home.put('b.mp3')
  expect(await third).toBe('b.mp3')
  const none = home.next()
  home.leave.abort()
  expect(await none).toBeUndefined()
})

test('a folder that goes away ends it with its name', async () => {
  await using home = await watched()
  const next = expect(home.next()).rejects.toMatchObject({ code: 'input', message: expect.stringContaining(home.path) })
  await rm(home.path, { recursive: true })
  await next
})

test('one that would be delivered where another is comes refused; the same again does not', async () => {
  await using batch = await openBatch()
  await using home = await temporaryFolder()
  const leave = new AbortController()
  const { file: _file, ...all } = batch.wish
  const entries = watchEntries([home.path], all, { signal: leave.signal, pause: async () => {} })
  await writeFile(home.at('talk.mp3'), 'a')
  await writeFile(home.at('talk.wav'), 'b')
  const [first, second] = [(await entries.next()).value, (await entries.next()).value]
  expect(first).toMatchObject({ wish: { file: home.at('talk.mp3'), languages: ['es'] } })
  expect(first).not.toHaveProperty('refused')
  expect(second).toMatchObject({
    wish: { file: home.at('talk.wav') },
    refused: { code: 'usage', message: expect.stringContaining('talk.mp3') },
  })
  await writeFile(home.at('talk.mp3'), 'changed')
  // However often it is seen while it is written, none of it is refused.
  expect((await entries.next()).value).not.toHaveProperty('refused')
  const [outcome] = await batch.work([second!])
  expect(outcome).toMatchObject({ status: 'error', job: null, error: { code: 'usage' } })
  leave.abort()
})
