import { expect, test } from 'vitest'
import { newPerson } from '../rig/cli.ts'
import { openPostgres } from '../rig/postgres.ts'

test.each(['serve', 'worker'])(
  '%s does not begin on a database that is not up to date, and says what to type',
  async (command) => {
    await using postgres = await openPostgres('bare')
    await using person = await newPerson()
    const env = { DATABASE_URL: postgres.url, SUPABASE_URL: 'http://127.0.0.1:9', SUPABASE_SECRET_KEY: 'sb_secret_x' }
    const { code, err } = await person.start([command], { env }).ended
    expect(err).toContain('ytdub db migrate')
    expect(code).toBe(2)
    const [{ made } = {}] = await postgres.sql("select to_regnamespace('pgboss') is not null as made")
    expect(made).toBe(false)
  },
)
