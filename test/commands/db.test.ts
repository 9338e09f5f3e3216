import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { takeBack } from '../../commands/db/rollback.ts'
import { type Ended, newPerson, type Person } from '../rig/cli.ts'
import { openPostgres, type TestPostgres } from '../rig/postgres.ts'

let person: Person
let postgres: TestPostgres
beforeEach(async () => {
  person = await newPerson()
  postgres = await openPostgres('bare')
})
afterEach(async () => {
  await postgres[Symbol.asyncDispose]()
  await person[Symbol.asyncDispose]()
})

const db = (args: readonly string[], url = postgres.url): Promise<Ended> =>
  person.start(['db', ...args], { env: { DATABASE_URL: url } }).ended

const MADE_FOR = { version: '20261123140000', name: 'made_for_and_cancelled' }
const SERVICE = { version: '20261123100000', name: 'service' }

test('migrate, status and rollback: the way there and back', async () => {
  expect((await db(['status'])).out).toMatch(/20261123100000 +service +pending/)

  const migrated = await db(['migrate'])
  expect(migrated).toMatchObject({
    code: 0,
    out: '',
    err: expect.stringContaining('Applied 20261123100000 (service).'),
  })
  expect(await db(['migrate'])).toMatchObject({ code: 0, err: 'The database is up to date.\n' })
  const status = JSON.parse((await db(['status', '--json'])).out)
  expect(status).toEqual({ migrations: expect.arrayContaining([{ ...SERVICE, state: 'applied' }]), pending: 0 })

  const unasked = await db(['rollback'])
  expect(unasked).toMatchObject({ code: 2, err: expect.stringMatching(/Lost is which job.*\n.*rollback --yes/s) })
  expect(await postgres.sql("select to_regclass('public.dubbing_jobs') is not null as there")).toEqual([
    { there: true },
  ])

  expect(JSON.parse((await db(['rollback', '--yes', '--json'])).out)).toEqual({ rolled_back: MADE_FOR })
  expect(JSON.parse((await db(['rollback', '--yes', '--json'])).out)).toEqual({ rolled_back: SERVICE })
  expect(await postgres.sql("select to_regclass('public.dubbing_jobs') is not null as there")).toEqual([
    { there: false },
  ])
  expect(await db(['rollback', '--yes'])).toMatchObject({ code: 0, err: expect.stringContaining('no migration') })
})

test('without a database: says which setting is missing', async () => {
  const ended = await person.ytdub('db', 'status')
  expect(ended).toMatchObject({ code: 2, out: '', err: expect.stringContaining('DATABASE_URL') })
})

test('a wrong password is told, and not shown', async () => {
  const url = new URL(postgres.url)
  url.password = 'hunter2-wrong'
  for (const args of [['migrate'], ['status', '--json'], ['rollback', '--verbose']]) {
    const { code, out, err } = await db(args, url.href)
    expect(code).toBe(4)
    expect(out + err).toContain('password')
    expect(out + err).not.toContain('hunter2')
  }
})

describe('rollback asks', () => {
  const taken: string[] = []
  const migrations = {
    newest: async () => ({ ...SERVICE, loss: 'Everything is lost.' }),
    rollback: async (version: string) => void taken.push(version),
  }
  const asking = async (answer: boolean) => {
    taken.length = 0
    const said: string[] = []
    const io = {
      out: (text: string) => void said.push(text),
      err: (text: string) => void said.push(text),
      interactive: true,
    }
    const confirm = async (question: string) => {
      said.push(question)
      return answer
    }
    const manner = { json: false, quiet: false, verbose: false }
    return { code: await takeBack(migrations, { yes: false, manner }, io, confirm), said: said.join('') }
  }

  test('and is told no, which is what was wanted', async () => {
    const { code, said } = await asking(false)
    expect({ code, taken }).toEqual({ code: 0, taken: [] })
    expect(said).toMatch(/Everything is lost\..*Nothing was changed\.\n$/s)
  })

  test('and is told yes', async () => {
    expect((await asking(true)).code).toBe(0)
    expect(taken).toEqual([SERVICE.version])
  })
})
