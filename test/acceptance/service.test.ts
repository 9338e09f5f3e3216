import { copyFile, readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Manifest } from '../../src/dub/manifest.ts'
import { newPerson, type Person, run, TALK } from '../rig/cli.ts'
import { openService, type Service } from '../rig/service.ts'

const YTDUB = join(import.meta.dirname, '../../bin/ytdub')
const ADA = { email: 'ada@example.com', password: 'correct horse battery' }

let service: Service
let person: Person
beforeAll(async () => {
  service = await openService()
  await service.supabase.addUser(ADA)
  person = await newPerson()
})
afterAll(async () => {
  await person[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

function start(...args: string[]) {
  return person.start(args, { env: service.forPeople })
}

async function signIn() {
  const env = { PATH: process.env['PATH'], HOME: person.folder, YTDUB_HOME: person.home, ...service.forPeople }
  const args = [YTDUB, 'login', '--email', ADA.email, '--password-stdin']
  const { child, ended } = run(process.execPath, args, { cwd: person.folder, env, typed: true })
  child.stdin?.end(`${ADA.password}\n`)
  expect(await ended).toMatchObject({ code: 0 })
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

/** A manifest without what is another's in each run: ids and times. */
async function lasting(folder: string) {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8')
  const { job: _job, created: _created, finished: _finished, ...rest } = JSON.parse(text) as Manifest
  return rest
}

describe('a dub at the service', () => {
  test('two workers, one of which is killed half-way: the same as a dub of one’s own', {
    timeout: 300_000,
  }, async () => {
    await signIn()
    const first = await service.worker('--concurrency', '1')
    // A name with characters that object keys do not take.
    await copyFile(TALK, person.path('Una charla ñ.mp3'))
    const dub = start('dub', 'Una charla ñ.mp3', '--lang', 'es,ca', '--engine', 'offline', '--remote', '--out', 'there')
    await first.seen('"language"')
    first.child.kill('SIGKILL')
    await service.worker()
    const ended = await dub.ended
    expect(ended).toMatchObject({ code: 0 })
    const here = await person.ytdub(
      'dub',
      'Una charla ñ.mp3',
      '--lang',
      'es,ca',
      '--engine',
      'offline',
      '--out',
      'here',
    )
    expect(here).toMatchObject({ code: 0 })
    expect(await filesIn(person.path('there/Una charla ñ.dub'))).toEqual(
      await filesIn(person.path('here/Una charla ñ.dub')),
    )
    expect(await lasting(person.path('there/Una charla ñ.dub'))).toEqual(
      await lasting(person.path('here/Una charla ñ.dub')),
    )
  })
})
