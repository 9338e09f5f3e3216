import { afterEach, beforeEach, expect, test } from 'vitest'
import { newPerson, type Person } from '../rig/cli.ts'
import { startStorage } from '../rig/emulators/supabase-storage.ts'
import { openPostgres, type TestPostgres } from '../rig/postgres.ts'

let person: Person
let postgres: TestPostgres
beforeEach(async () => {
  person = await newPerson()
  postgres = await openPostgres()
})
afterEach(async () => {
  await postgres[Symbol.asyncDispose]()
  await person[Symbol.asyncDispose]()
})

const JOB = 'job_0123456789ab'

test('takes work until it is told to stop, and says so a line an event', async () => {
  await using storage = await startStorage()
  const env = { DATABASE_URL: postgres.url, SUPABASE_URL: storage.url, SUPABASE_SECRET_KEY: storage.secretKey }
  const worker = person.start(['worker', '--concurrency', '3', '--json'], { env })
  await worker.seen('worker-started')
  // Of a job that is gone there is nothing to do, and that is no failure.
  await expect
    .poll(() => postgres.sql("select 1 from pgboss.queue where name = 'ytdub_language'").catch(() => []), {
      timeout: 30_000,
    })
    .toHaveLength(1)
  await postgres.sql(
    `insert into pgboss.job (name, data, policy, singleton_key) values ('ytdub_language', $1, 'exclusive', $2)`,
    [JSON.stringify({ kind: 'language', job: JOB, language: 'es' }), `${JOB}/es`],
  )
  await expect
    .poll(() => postgres.sql("select state from pgboss.job where name = 'ytdub_language'"), { timeout: 30_000 })
    .toEqual([{ state: 'completed' }])
  worker.child.kill('SIGTERM')
  const { code, out, err } = await worker.ended
  expect(code).toBe(0)
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.map(({ event }) => event)).toEqual(['worker-started', 'worker-stopped'])
  expect(lines[0]).toMatchObject({ concurrency: 3, at: expect.stringMatching(/^\d{4}-/) })
  expect(err).toContain('Handing back')
  expect(out + err).not.toContain(storage.secretKey)
})

test('says what is missing, and refuses an address through which no news comes', async () => {
  expect(await person.ytdub('worker')).toMatchObject({ code: 2, err: expect.stringContaining('DATABASE_URL') })
  const pooler = 'postgresql://postgres:hunter2@127.0.0.1:6543/postgres'
  const env = { DATABASE_URL: pooler, SUPABASE_URL: 'http://127.0.0.1:1', SUPABASE_SECRET_KEY: 'sb_secret_x' }
  const ended = await person.start(['worker'], { env }).ended
  expect(ended).toMatchObject({ code: 2, err: expect.stringContaining('pooler') })
  expect(ended.err).not.toContain('hunter2')
  expect(await person.ytdub('worker', '--concurrency', '0')).toMatchObject({ code: 2 })
})
