import { lstat, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLocalStores } from '../../src/stores/local/local-stores.ts'
import { blobStoreContract } from '../contracts/blob-store.ts'
import { jobStoreContract } from '../contracts/job-store.ts'
import { memoContract } from '../contracts/memo.ts'
import { temporaryFolder } from '../rig/home.ts'
import { openHome } from '../rig/open-home.ts'
import { settableClock } from '../rig/settable-clock.ts'

blobStoreContract('local files', async () => {
  const opened = await openHome()
  return {
    ...opened,
    at: opened.home.at,
    async damage({ digest }, bytes) {
      const path = opened.home.at('home', 'blobs', digest.slice(0, 2), digest)
      if (bytes) await writeFile(path, bytes)
      else await rm(path)
    },
  }
})

memoContract('SQLite', openHome)
jobStoreContract('SQLite', openHome)

test('a home is made with everything in it closed to others', async () => {
  await using opened = await openHome()
  await opened.jobs.list()
  const ref = await opened.blobs.put(Buffer.from('hello'), 'text/plain')
  const made = opened.scratch.path('made')
  await writeFile(made, 'taken over', { mode: 0o666 })
  const taken = await opened.blobs.adopt(made, 'text/plain')
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
  const folders = ['.', 'scratch', 'blobs', join('blobs', ref.digest.slice(0, 2))]
  for (const folder of folders) expect([folder, await modeOf(opened.home.at('home', folder))]).toEqual([folder, '700'])
  for (const name of ['ytdub.db', 'ytdub.db-wal', 'ytdub.db-shm']) {
    expect([name, await modeOf(opened.home.at('home', name))]).toEqual([name, '600'])
  }
  expect(await modeOf(await opened.blobs.path(ref))).toBe('600')
  expect(await modeOf(await opened.blobs.path(taken))).toBe('600')
})

test.each(['get', 'path'] as const)('%s of a blob that cannot be opened now leaves it where it is', async (read) => {
  await using opened = await openHome()
  const ref = await opened.blobs.put(Buffer.from('hello'), 'text/plain')
  const path = opened.home.at('home', 'blobs', ref.digest.slice(0, 2), ref.digest)
  await rm(path)
  await symlink(path, path) // What opens for nobody, whoever they are.
  await expect(opened.blobs[read](ref)).rejects.toMatchObject({ code: 'ELOOP' })
  expect((await lstat(path)).isSymbolicLink()).toBe(true)
})

test('what one process keeps, the next one finds', async () => {
  await using home = await temporaryFolder()
  const question = { key: 'k', stage: 'speak', input: 1 }
  const first = await openLocalStores(home.path, settableClock())
  const ref = await first.blobs.put(Buffer.from('hello'), 'text/plain')
  await first.memo.keep(question, { audio: ref })
  await first[Symbol.asyncDispose]()
  await using second = await openLocalStores(home.path, settableClock())
  expect(await second.memo.recall('k')).toEqual({ audio: ref })
  expect(Buffer.from(await second.blobs.get(ref)).toString()).toBe('hello')
})

test('two processes side by side share one truth', async () => {
  await using home = await temporaryFolder()
  const question = { key: 'k', stage: 'speak', input: 1 }
  await using one = await openLocalStores(home.path, settableClock())
  await using two = await openLocalStores(home.path, settableClock())
  const refs = await Promise.all([one, two].map(({ blobs }) => blobs.put(Buffer.from('hello'), 'text/plain')))
  expect(refs[1]).toEqual(refs[0])
  expect(await one.memo.keep(question, 'mine')).toBe('mine')
  expect(await two.memo.keep(question, 'theirs')).toBe('mine')
  expect(one.scratch.path('x')).not.toBe(two.scratch.path('x'))
})

test('a data folder that cannot be one is a matter of settings', async () => {
  await using home = await temporaryFolder()
  await writeFile(home.at('file'), '')
  for (const path of [home.at('file'), home.at('file', 'below')]) {
    const failure = { name: 'Failure', code: 'config', message: expect.stringContaining(path) }
    await expect(openLocalStores(path, settableClock())).rejects.toMatchObject(failure)
  }
})

test('closing sweeps up and may be followed by the folder’s removal', async () => {
  await using home = await temporaryFolder()
  const stores = await openLocalStores(home.path, settableClock())
  const path = stores.scratch.path('half')
  await writeFile(path, 'half a file')
  await stores[Symbol.asyncDispose]()
  await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
})
