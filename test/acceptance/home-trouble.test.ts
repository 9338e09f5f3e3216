import { spawnSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MIGRATIONS } from '../../src/stores/local/schema.ts'
import { run } from '../rig/cli.ts'
import { type Cloud, startCloud } from '../rig/cloud.ts'

const YTDUB = join(import.meta.dirname, '../../bin/ytdub')
const UNSHARE = [...(process.getuid?.() === 0 ? [] : ['sudo', '-n']), 'unshare', '--mount'] as const

/** Mounting takes root, or sudo, and a host that allows it; containers often do not. */
const CAN_MOUNT = spawnSync(UNSHARE[0]!, [...UNSHARE.slice(1), 'true']).status === 0

const DUB = ['dub', 'talk.wav', '--lang', 'es'] as const

/** Somebody who has dubbed once. */
let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud([[0, 'You are welcome.']])
  expect(await cloud.ytdub(...DUB)).toMatchObject({ code: 0 })
})
afterAll(() => cloud[Symbol.asyncDispose]())

const database = () => join(cloud.person.home, 'ytdub.db')

/** Changes the database as nothing of ytdub's does, so that all of it is in the one file. */
function change(sql: string): void {
  const opened = new Sqlite(database())
  opened.pragma('journal_mode = DELETE')
  opened.exec(sql)
  opened.close()
}

/** Runs the dub again, and sees that nobody is asked for anything. */
async function expectAllKept() {
  const since = cloud.counting()
  expect(await cloud.ytdub(...DUB)).toMatchObject({ code: 0, out: expect.stringContaining('asked 0 times') })
  expect(since()).toEqual({ stt: 0, llm: 0, tts: 0 })
}

test('a database of a newer version is named, and not touched by anything', async () => {
  const version = MIGRATIONS.length
  change(`PRAGMA user_version = ${version + 1}`)
  const before = await readFile(database())
  for (const args of [DUB, ['jobs'], ['purge', '--older-than', '0m', '--yes']]) {
    const { code, out, err } = await cloud.ytdub(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/ytdub\.db was written by a newer version of ytdub\.\nUpdate ytdub, or use another data folder/)
  }
  expect((await readFile(database())).equals(before)).toBe(true)
  change(`PRAGMA user_version = ${version}`)
  await expectAllKept()
})

test('a home that cannot be written to is named, and loses nothing', async () => {
  const { person, env } = cloud
  const [home, script] = CAN_MOUNT
    ? [person.home, 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && YTDUB_HOME="$0" exec "$@"']
    : ['/sys/kernel', 'YTDUB_HOME="$0" exec "$@"'] // Where nobody may make a file, root or not.
  const words = ['sh', '-c', script, home, process.execPath, YTDUB, ...DUB]
  const [program = '', ...rest] = CAN_MOUNT ? [...UNSHARE, ...words] : words
  const variables = { PATH: process.env['PATH'], HOME: person.folder, NO_COLOR: '1', ...env }
  const { code, err } = await run(program, rest, { cwd: person.folder, env: variables }).ended
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining(`No permission to write or read (${home}/ytdub.db)`),
  })
  expect(err).toContain('YTDUB_HOME')
  await expectAllKept()
  expect(await readdir(join(person.home, 'scratch'))).toEqual([])
})

test('where the clock was set back by a day, what was kept before is recalled, and is not purged', async () => {
  const day = 86_400_000
  change(`UPDATE memo SET created_at = created_at + ${day}, used_at = used_at + ${day};
    UPDATE job_events SET created_at = created_at + ${day};
    UPDATE dubbing_jobs SET created_at = created_at + ${day}, updated_at = updated_at + ${day}`)
  const { found } = JSON.parse((await cloud.ytdub('purge', '--older-than', '0m', '--dry-run', '--json')).out)
  expect(found.answers.count).toBe(0)
  await expectAllKept()
  const { jobs } = JSON.parse((await cloud.ytdub('jobs', '--json')).out)
  expect(jobs).toMatchObject([{ state: 'complete' }])
})
