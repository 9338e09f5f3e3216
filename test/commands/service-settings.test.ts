import { expect, test } from 'vitest'
import { newPerson } from '../rig/cli.ts'
import { startStorage } from '../rig/emulators/supabase-storage.ts'
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

test('a worker that could do nothing says so when it is started, not when work comes', async () => {
  await using postgres = await openPostgres()
  await using storage = await startStorage()
  await using elsewhere = await startStorage({ buckets: [{ id: 'other', public: false }] })
  await using person = await newPerson()
  const good = { DATABASE_URL: postgres.url, SUPABASE_URL: storage.url, SUPABASE_SECRET_KEY: storage.secretKey }
  const started = async (more: NodeJS.ProcessEnv) => person.start(['worker'], { env: { ...good, ...more } }).ended
  const wrong = await Promise.all([
    started({ SUPABASE_SECRET_KEY: 'sb_secret_wrong' }),
    started({ SUPABASE_URL: elsewhere.url, SUPABASE_SECRET_KEY: elsewhere.secretKey }),
    started({ FFMPEG_PATH: person.path('no-ffmpeg') }),
  ])
  expect(wrong.map(({ code, err }) => [code, err])).toEqual([
    [4, expect.stringContaining('SUPABASE_SECRET_KEY')],
    [2, expect.stringContaining('no such bucket')],
    [2, expect.stringContaining('no-ffmpeg')],
  ])
  for (const { out, err } of wrong) expect(out + err).not.toContain('sb_secret')
})
