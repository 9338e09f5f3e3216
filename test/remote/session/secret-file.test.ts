import { readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { secretFile } from '../../../src/remote/session/secret-file.ts'
import { temporaryFolder } from '../../rig/home.ts'

test('it is never to be seen half-written, nor by others', async () => {
  await using home = await temporaryFolder()
  const file = secretFile(home.at('new', 'session.json'))
  expect(await file.read()).toBeUndefined()
  const texts = ['a'.repeat(100_000), 'b'.repeat(100_000)]
  await file.write(texts[0]!)
  const seen = new Set<string | undefined>()
  let isWriting = true
  const writing = Promise.all(Array.from({ length: 20 }, (_, n) => file.write(texts[n % 2]!))).then(() => {
    isWriting = false
  })
  while (isWriting) seen.add(await file.read())
  await writing
  expect([...seen].filter((text) => text === undefined || !texts.includes(text))).toEqual([])
  expect(await readdir(home.at('new'))).toEqual(['session.json'])
  expect((await stat(file.path)).mode & 0o777).toBe(0o600)
  await file.remove()
  expect(await file.read()).toBeUndefined()
})

test('what somebody has laid in its place is replaced, not followed', async () => {
  await using home = await temporaryFolder()
  await writeFile(home.at('theirs'), 'theirs', { mode: 0o644 })
  await symlink(home.at('theirs'), home.at('session.json'))
  await secretFile(home.at('session.json')).write('mine')
  expect(await secretFile(home.at('theirs')).read()).toBe('theirs')
  expect((await stat(home.at('session.json'))).mode & 0o777).toBe(0o600)
})

test('a failure leaves nothing behind', async () => {
  await using home = await temporaryFolder()
  const file = secretFile(home.at('folder'))
  await secretFile(home.at('folder', 'inside')).write('x') // A folder stands where the file should be.
  await expect(file.write('secret')).rejects.toThrow()
  expect(await readdir(home.path)).toEqual(['folder'])
})
