import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
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
  database.pragma('journal_mode = DELETE')
  database.close()
  const before = await readFile(path)
  const failure = { name: 'Failure', code: 'config', message: expect.stringContaining(path) }
  expect(() => openDatabase(path)).toThrow(expect.objectContaining(failure))
  expect(() => openDatabase(path)).toThrow(/newer/)
  expect(await readFile(path)).toEqual(before)
  expect(await readdir(home.path)).toEqual(['ytdub.db'])
})

describe('an older file', () => {
  /** One of the version `steps.length`, in which an answer names two blobs, somewhere. */
  async function olderFile(steps: readonly string[]) {
    const home = await temporaryFolder()
    const path = home.at('ytdub.db')
    const database = openDatabase(path, steps)
    const blob = (digest: string, size: number) => ({ digest, type: 'audio/wav', size })
    const answer = JSON.stringify({ audio: blob('a', 12), deep: [{ 'x.y': blob('b', 30), twice: blob('a', 12) }] })
    database.prepare("INSERT INTO memo VALUES ('k', 'speak', '1', ?, 7, 8)").run(answer)
    for (const digest of ['a', 'b']) {
      database.prepare('INSERT INTO memo_blobs (key, digest) VALUES (?, ?)').run('k', digest)
    }
    database.close()
    return { home, path, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() }
  }

  async function copiesIn(folder: string) {
    return (await readdir(folder)).filter((name) => name.includes('.bak')).toSorted()
  }

  /** What a file holds, without bringing it up to date. */
  function contentsOf(path: string) {
    const database = new Sqlite(path, { readonly: true })
    const version = database.pragma('user_version', { simple: true })
    const tables = database.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all()
    const rows = ['memo', 'memo_blobs'].map((table) => database.prepare(`SELECT * FROM ${table}`).all())
    database.close()
    return { version, tables, rows }
  }

  test.each(MIGRATIONS.map((_, index) => index + 1).slice(0, -1))(
    'of version %i is copied, and then brought up to date with what it holds',
    async (version) => {
      await using older = await olderFile(MIGRATIONS.slice(0, version))
      const before = contentsOf(older.path)
      openDatabase(older.path).close()
      expect(contentsOf(older.path)).toMatchObject({
        version: MIGRATIONS.length,
        rows: [
          before.rows[0],
          [
            { key: 'k', digest: 'a', bytes: 12 },
            { key: 'k', digest: 'b', bytes: 30 },
          ],
        ],
      })
      const copy = `${older.path}.v${version}.bak`
      expect(contentsOf(copy)).toEqual(before)
      expect((await stat(copy)).mode & 0o777).toBe(0o600)
      expect(await copiesIn(older.home.path)).toEqual([`ytdub.db.v${version}.bak`])
    },
  )

  test('stays as it was where a step fails, and its copy is there', async () => {
    await using older = await olderFile(MIGRATIONS)
    const before = contentsOf(older.path)
    const steps = [
      ...MIGRATIONS,
      'CREATE TABLE fresh (id TEXT) STRICT; DELETE FROM memo; INSERT INTO nowhere VALUES (1)',
    ]
    expect(() => openDatabase(older.path, steps)).toThrow(/nowhere/)
    expect(contentsOf(older.path)).toEqual(before)
    expect(contentsOf(`${older.path}.v${MIGRATIONS.length}.bak`)).toEqual(before)
    openDatabase(older.path).close()
  })

  test('keeps one copy: that of the version before', async () => {
    await using older = await olderFile(MIGRATIONS.slice(0, 2))
    openDatabase(older.path, MIGRATIONS.slice(0, 3)).close()
    await writeFile(`${older.path}.v3.bak.part`, 'of a process that was killed')
    await writeFile(older.home.at('ytdub.db.vacation.bak'), 'somebody’s own')
    openDatabase(older.path, MIGRATIONS.slice(0, 4)).close()
    expect(await copiesIn(older.home.path)).toEqual(['ytdub.db.v3.bak', 'ytdub.db.vacation.bak'])
    expect(contentsOf(`${older.path}.v3.bak`).version).toBe(3)
  })

  test('that cannot be copied is not touched', async () => {
    await using older = await olderFile(MIGRATIONS.slice(0, 4))
    await mkdir(`${older.path}.v4.bak`) // No file can take its name.
    const before = contentsOf(older.path)
    expect(() => openDatabase(older.path)).toThrow(expect.objectContaining({ code: 'EISDIR' }))
    expect(contentsOf(older.path)).toEqual(before)
  })
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
