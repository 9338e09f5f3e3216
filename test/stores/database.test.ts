import { execFile } from 'node:child_process'
import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/stores/local/database.ts'
import { openLocalStores } from '../../src/stores/local/local-stores.ts'
import { MIGRATIONS } from '../../src/stores/local/schema.ts'
import { temporaryFolder } from '../rig/home.ts'
import { settableClock } from '../rig/settable-clock.ts'

const run = promisify(execFile)

test('a new file is brought up to date and is readable by its owner alone', async () => {
  await using home = await temporaryFolder()
  const path = home.at('ytdub.db')
  const database = openDatabase(path)
  expect(database.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
  expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
  database.close()
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('two processes that open a new file at once migrate it once', async () => {
  await using home = await temporaryFolder()
  const path = home.at('ytdub.db')
  const module = new URL('../../src/stores/local/database.ts', import.meta.url).href
  const script = `
    const { openDatabase } = await import(${JSON.stringify(module)})
    const database = openDatabase(${JSON.stringify(path)})
    console.log(database.pragma('user_version', { simple: true }))
    database.close()`
  const open = () => run(process.execPath, ['--input-type=module', '--eval', script])
  const versions = (await Promise.all([open(), open(), open()])).map(({ stdout }) => stdout.trim())
  expect(versions).toEqual(Array.from({ length: 3 }, () => String(MIGRATIONS.length)))
})

test('two connections see each other’s writes', async () => {
  await using home = await temporaryFolder()
  const one = openDatabase(home.at('ytdub.db'))
  const two = openDatabase(home.at('ytdub.db'))
  one.exec("INSERT INTO memo VALUES ('k', 's', '1', '2', 0, 0)")
  expect(two.prepare('SELECT count(*) FROM memo').pluck().get()).toBe(1)
  one.close()
  two.close()
})

test('a file of a newer ytdub is left as it is', async () => {
  await using home = await temporaryFolder()
  const path = home.at('ytdub.db')
  const database = openDatabase(path)
  database.pragma(`user_version = ${MIGRATIONS.length + 1}`)
  database.close()
  const failure = { name: 'Failure', code: 'config', message: expect.stringContaining(path) }
  expect(() => openDatabase(path)).toThrow(expect.objectContaining(failure))
  expect(() => openDatabase(path)).toThrow(/newer/)
})

describe('a damaged file is named, with the command that moves it aside', () => {
  const damages: { readonly [what: string]: (path: string) => Promise<void> } = {
    text: (path) => writeFile(path, 'this is a shopping list, and no database at all\n'.repeat(100)),
    'noise behind a good head': async (path) => {
      const bytes = await readFile(path)
      await writeFile(path, bytes.fill(0xa5, 100))
    },
    'cut after its first page': (path) => truncate(path, 4096),
    'cut in the middle of a page': async (path) => truncate(path, Math.floor((await stat(path)).size / 2) + 17),
    'cut in its head': (path) => truncate(path, 50),
  }

  for (const [what, damage] of Object.entries(damages)) {
    test(what, async () => {
      await using home = await temporaryFolder()
      await (await openLocalStores(home.path, settableClock()))[Symbol.asyncDispose]()
      const path = home.at('ytdub.db')
      await damage(path)
      const before = await readFile(path)
      await expect(openLocalStores(home.path, settableClock())).rejects.toMatchObject({
        name: 'Failure',
        code: 'config',
        message: expect.stringContaining(path),
        hint: expect.stringContaining(`mv ${path} ${path}.damaged`),
      })
      expect(await readFile(path)).toEqual(before)
    })
  }
})

test('damage that shows only when a page is read is named likewise', async () => {
  await using home = await temporaryFolder()
  const path = home.at('ytdub.db')
  const first = await openLocalStores(home.path, settableClock())
  for (let line = 0; line < 50; line++) {
    await first.memo.keep({ key: `key ${line}`, stage: 'speak', input: line }, 'word '.repeat(200))
  }
  await first[Symbol.asyncDispose]()
  const bytes = await readFile(path)
  const page = Number(bytes.readUInt16BE(16))
  const text = bytes.indexOf('word word')
  await writeFile(path, bytes.fill(0xa5, text - (text % page)))
  await using second = await openLocalStores(home.path, settableClock())
  const recallAll = async () => {
    for (let line = 0; line < 50; line++) await second.memo.recall(`key ${line}`)
  }
  await expect(recallAll()).rejects.toMatchObject({
    name: 'Failure',
    code: 'config',
    hint: expect.stringContaining(`mv ${path}`),
  })
})
