import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import { connectionTo, refuseTransactionPooler } from '../../../src/stores/supabase/connection.ts'
import { type Database, openDatabase } from '../../../src/stores/supabase/database.ts'
import { databaseTrouble } from '../../../src/stores/supabase/database-trouble.ts'
import { certificateFor } from '../../rig/emulators/openai-certificate.ts'
import { openPostgres, type TestPostgres } from '../../rig/postgres.ts'
import { refusingPostgres } from '../../rig/refusing-postgres.ts'
import { overTime, silentProxy } from '../../rig/silent-proxy.ts'

let postgres: TestPostgres
let database: Database & AsyncDisposable
beforeAll(async () => {
  postgres = await openPostgres()
  database = openDatabase(postgres.url, { name: 'a test', connections: 2, statementMs: 5000 })
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await postgres[Symbol.asyncDispose]()
})

afterEach(() => void vi.useRealTimers())

const BEGIN_JOB = `insert into public.dubbing_jobs (id, user_id, voice_track_url, voice_track_name, target_languages)
  values ($1, $2, $3, 'talk.mp3', '{es}')`
const jobOf = (user: string, id: string) => [id, user, `uploads/${user}/${id}/voice_track.mp3`]

describe('a transaction', () => {
  test('keeps everything', async () => {
    const user = await postgres.user()
    await database.transaction(async (query) => {
      await query(BEGIN_JOB, jobOf(user, 'job_000000000001'))
      await query(BEGIN_JOB, jobOf(user, 'job_000000000002'))
    })
    const { rows } = await database.query('select id from public.dubbing_jobs where user_id = $1', [user])
    expect(rows).toHaveLength(2)
  })

  test('or nothing', async () => {
    const user = await postgres.user()
    const broken = database.transaction(async (query) => {
      await query(BEGIN_JOB, jobOf(user, 'job_000000000003'))
      throw new Failure('vendor', 'no more')
    })
    await expect(broken).rejects.toThrow('no more')
    expect((await database.query('select id from public.dubbing_jobs where user_id = $1', [user])).rows).toEqual([])
  })

  test('does not say that it kept what a passed-over failure undid', async () => {
    const user = await postgres.user()
    const passedOver = database.transaction(async (query) => {
      await query(BEGIN_JOB, jobOf(user, 'job_000000000004'))
      await query('select 1/0').catch(() => undefined)
    })
    await expect(passedOver).rejects.toMatchObject({ code: 'internal' })
    expect((await database.query('select id from public.dubbing_jobs where user_id = $1', [user])).rows).toEqual([])
  })

  test('survives that its connection is ended, and the next has another', async () => {
    const ended = database.transaction(async (query) => {
      const { rows } = await query<{ pid: number }>('select pg_backend_pid() as pid')
      await postgres.sql('select pg_terminate_backend($1)', [rows[0]?.pid])
      await query('select 1')
    })
    await expect(ended).rejects.toMatchObject({ code: 'vendor', retryable: true })
    expect((await database.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })
})

describe('as a user', () => {
  test('the database sees who asks, and only in that transaction', async () => {
    const sub = await postgres.user()
    await postgres.user()
    const claims = { sub, role: 'authenticated', aal: 'aal1' }
    const seen = await database.asUser(claims, async (query) => {
      const { rows } = await query('select current_user::text as role, auth.jwt() as claims')
      return { rows, users: (await query('select id from public.users')).rows }
    })
    expect(seen).toEqual({ rows: [{ role: 'authenticated', claims }], users: [{ id: sub }] })
    const after = await Promise.all(
      [1, 2].map(() => database.query('select current_user::text as role, auth.jwt() as claims')),
    )
    for (const { rows } of after) expect(rows).toEqual([{ role: 'postgres', claims: null }])
  })

  test('claims that try to be SQL are claims', async () => {
    const sub = "'; reset role; --"
    const role = await database.asUser({ sub, role: 'authenticated' }, async (query) => {
      const { rows } = await query("select current_user::text as role, auth.jwt() ->> 'sub' as sub")
      return rows
    })
    expect(role).toEqual([{ role: 'authenticated', sub }])
  })
})

describe('what is refused', () => {
  test('says the SQLSTATE, and nothing of the rows', async () => {
    const user = await postgres.user('someone@example.com')
    const twice = database.query('insert into public.users (id, email) values ($1, $2)', [user, 'someone@example.com'])
    const failure = await twice.catch((error: unknown) => error)
    expect(failure).toMatchObject({ subject: '23505', code: 'internal' })
    const { cause } = failure as Failure
    expect(JSON.stringify({ cause, message: String(failure) })).not.toMatch(new RegExp(`${user}|someone`))
  })

  test('a statement that takes too long is given up', async () => {
    await using hasty = openDatabase(postgres.url, { name: 'a test', statementMs: 50 })
    await expect(hasty.query('select pg_sleep(60)')).rejects.toMatchObject({
      code: 'vendor',
      retryable: true,
      subject: '57014',
    })
  })

  test('where nothing comes from the server any more, the question is given up', async () => {
    await using proxy = await silentProxy(postgres.url)
    await using cut = openDatabase(proxy.url, { name: 'a test', statementMs: 5000 })
    await cut.query('select 1')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    proxy.fallSilent()
    const asked = Promise.allSettled([cut.query('select 1'), cut.transaction((query) => query('select 2'))])
    const failure = { status: 'rejected', reason: { code: 'vendor', retryable: true } }
    const answers = await overTime(asked)
    proxy.hangUp() // Whoever closes waits for an answer.
    expect(answers).toMatchObject([failure, failure])
  })

  test('connections have a name', async () => {
    const { rows } = await database.query("select current_setting('application_name') as name")
    expect(rows).toEqual([{ name: 'a test' }])
  })
})

describe('a database that cannot be had', () => {
  const failing = async (change: (url: URL) => void): Promise<Failure> => {
    const url = new URL(postgres.url)
    change(url)
    await using unreachable = openDatabase(url.href, { name: 'a test' })
    const [first, second] = await Promise.all(
      [unreachable.query('select 1'), unreachable.transaction((query) => query('select 1'))].map((answer) =>
        answer.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    )
    expect(String(second)).toBe(String(first))
    if (!(first instanceof Failure)) expect.unreachable(String(first))
    const told = JSON.stringify([first.message, first.hint, first.stack, first.cause])
    expect(told).not.toContain(url.password)
    return first
  }

  test('wrong password', async () => {
    const failure = await failing((url) => {
      url.password = 'not-the-password'
    })
    expect(failure).toMatchObject({ code: 'auth', message: expect.stringContaining('password') })
  })

  test('no password where one is asked for: the connection is ended at once, and nothing holds the process', {
    timeout: 10_000,
  }, async () => {
    const { hostname, port } = new URL(postgres.url)
    const ended = Promise.withResolvers<void>()
    const between = createServer((socket) => {
      const server = connect(Number(port), hostname)
      socket
        .on('error', () => {})
        .on('close', () => {
          server.destroy()
          ended.resolve()
        })
      socket.pipe(server.on('error', () => {}))
      server.pipe(socket, { end: false }) // The server gives up after a minute, which is not what is waited for.
    }).listen(0, '127.0.0.1')
    await once(between, 'listening')
    const url = new URL(postgres.url)
    url.password = ''
    url.port = String((between.address() as AddressInfo).port)
    await using unreachable = openDatabase(url.href, { name: 'a test' })
    await expect(unreachable.query('select 1')).rejects.toMatchObject({
      code: 'auth',
      message: 'The database asks for a password, and DATABASE_URL has none.',
    })
    await ended.promise
    between.close()
  })

  test('unknown user', async () => {
    const failure = await failing((url) => {
      url.username = 'nobody-there'
    })
    expect(failure.code).toBe('auth')
  })

  test('wrong database', async () => {
    const failure = await failing((url) => {
      url.pathname = '/not-there'
    })
    expect(failure).toMatchObject({ code: 'config', message: expect.stringContaining('no database') })
  })

  test('nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.on('listening', resolve))
    const address = server.address()
    await new Promise((resolve) => server.close(resolve))
    const failure = await failing((url) => {
      url.port = String(typeof address === 'object' ? address?.port : '')
    })
    expect(failure).toMatchObject({ code: 'vendor', retryable: true, hint: expect.stringContaining('DATABASE_URL') })
  })

  test('no such host', async () => {
    const failure = await failing((url) => {
      url.hostname = 'db.invalid'
    })
    expect(failure).toMatchObject({ code: 'vendor', message: expect.stringContaining('host') })
  })

  test('no TLS where it is asked for', async () => {
    const failure = await failing((url) => url.searchParams.set('sslmode', 'require'))
    expect(failure).toMatchObject({ code: 'config', hint: expect.stringContaining('sslmode=disable') })
  })

  const refused = async (url: string): Promise<unknown> => {
    await using database = openDatabase(url, { name: 'a test' })
    return database.query('select 1').catch((error: unknown) => error)
  }

  test.each([
    [
      'encrypted connections only',
      '28000',
      'no pg_hba.conf entry for host "::1", no encryption',
      'config',
      'sslmode=require',
    ],
    ['no such project', 'XX000', 'Tenant or user not found', 'auth', 'DATABASE_URL'],
    ['too many connections', '53300', 'sorry, too many clients already', 'vendor', 'fewer workers'],
    ['it is starting', '57P03', 'the database system is starting up', 'vendor', 'running'],
  ])('%s', async (_, sqlState, message, code, hint) => {
    await using server = await refusingPostgres({ code: sqlState, message })
    const failure = await refused(server.url)
    expect(failure).toMatchObject({ code, hint: expect.stringContaining(hint), retryable: code === 'vendor' })
  })

  test('a certificate that nobody vouches for, unless its authority is named or it is not asked for', async () => {
    await using certificate = await certificateFor('127.0.0.1')
    await using server = await refusingPostgres({ code: '28P01', message: 'no' }, certificate.pem)
    const failure = await refused(`${server.url}?sslmode=verify-full`)
    expect(failure).toMatchObject({ code: 'config', hint: expect.stringContaining('sslrootcert') })
    for (const wish of [`verify-full&sslrootcert=${certificate.path}`, 'require', 'no-verify']) {
      expect(await refused(`${server.url}?sslmode=${wish}`)).toMatchObject({ code: 'auth' })
    }
  })

  test.each(['', 'my password is hunter2', 'https://user:hunter2@example.com/'])('no address: %s', (url) => {
    expect(() => openDatabase(url, { name: 'a test' })).toThrow(
      expect.objectContaining({ code: 'config', message: 'DATABASE_URL is no address of a database.' }),
    )
  })

  test('a certificate that is not there', () => {
    const open = () =>
      openDatabase(`${postgres.url}?sslmode=verify-full&sslrootcert=/not/there.crt`, { name: 'a test' })
    expect(open).toThrow(expect.objectContaining({ message: expect.stringContaining('/not/there.crt') }))
  })
})

describe('trouble that is told as an object', () => {
  const told = (message: string, code?: string) => ({
    message,
    code,
    stack: 'Error: …',
    detail: 'Key (email)=(someone@example.com)',
    queue: 'ytdub_language',
    worker: 'w1',
  })

  test('means what the error would that it tells of', () => {
    const lost = new Error('Connection terminated unexpectedly')
    expect(databaseTrouble(told(lost.message)).message).toBe(databaseTrouble(lost).message)
    expect(databaseTrouble(told('terminating connection', '57P01'))).toMatchObject({ code: 'vendor', retryable: true })
    const refused = databaseTrouble(told('relation "x" does not exist', '42P01'))
    expect(refused).toMatchObject({ subject: '42P01', message: expect.stringContaining('does not exist') })
    expect(JSON.stringify([refused, refused.cause])).not.toContain('someone')
  })

  test.each([undefined, null, {}, { message: 7 }, [], Symbol('x')])('or that nothing is known of it: %s', (thing) => {
    expect(databaseTrouble(thing).message).toBe('The database cannot be asked: no reason was given')
  })

  test('a text is told', () => {
    expect(databaseTrouble('out of luck').message).toBe('The database cannot be asked: out of luck')
  })
})

describe('an address', () => {
  const SUPABASE = 'postgresql://postgres.abc:secret@aws-0-eu-west-1.pooler.supabase.com'

  test('on Supabase is encrypted unless it says otherwise; elsewhere as it says', () => {
    expect(connectionTo(`${SUPABASE}:5432/postgres`, 'x').connectionString).toMatch(/sslmode=require/)
    expect(connectionTo(`${SUPABASE}:5432/postgres?sslmode=verify-full`, 'x').connectionString).toMatch(/verify-full/)
    expect(connectionTo('postgresql://me:secret@localhost/mine', 'x').connectionString).not.toMatch(/ssl/)
  })

  test('of a transaction pooler gives no news, and says what does', () => {
    expect(() => refuseTransactionPooler(`${SUPABASE}:6543/postgres`)).toThrow(
      expect.objectContaining({ code: 'config', hint: expect.stringContaining('session pooler') }),
    )
    expect(() => refuseTransactionPooler(`${SUPABASE}:5432/postgres`)).not.toThrow()
  })
})
