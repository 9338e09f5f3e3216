import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holdAlone } from '../../../src/remote/hold-alone.ts'
import { openAuthClient } from '../../../src/remote/session/auth-client.ts'
import { openSession } from '../../../src/remote/session/open-session.ts'
import type { SessionSettings } from '../../../src/remote/session/project.ts'
import { signInWithPassword } from '../../../src/remote/session/sign-in.ts'
import { run } from '../../rig/cli.ts'
import { type TemporaryFolder, temporaryFolder } from '../../rig/home.ts'
import { type AuthServer, EMAIL, PASSWORD, startAuthServer } from './auth-server.ts'

let home: TemporaryFolder
let server: AuthServer
let settings: SessionSettings
const time = { offset: 0 }
const clock = { now: () => Date.now() + time.offset }

beforeEach(async () => {
  time.offset = 0
  home = await temporaryFolder()
  server = await startAuthServer(clock)
  settings = { home: home.at('data'), supabaseUrl: server.url, supabasePublishableKey: server.key }
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await home[Symbol.asyncDispose]()
})

async function signedIn() {
  const session = openSession(settings, clock)
  await session.keep(await signInWithPassword(await session.client(), { email: EMAIL, password: PASSWORD }))
  return session
}

const REFRESH = { path: /grant_type=refresh_token/ }
const kept = async () => JSON.parse(await readFile(home.at('data', 'session.json'), 'utf8'))
/** The access token holds for another minute. */
const nearlyOver = () => {
  time.offset = 3_540_000
}
const over = () => {
  time.offset = 3_700_000
}

test('a session is kept in a file that its owner alone reads, without what nobody needs', async () => {
  const session = await signedIn()
  expect(await session.who()).toEqual({
    id: expect.any(String),
    email: EMAIL,
    expiresAt: expect.any(Number),
    place: { kind: 'file', path: home.at('data', 'session.json') },
  })
  expect((await stat(home.at('data', 'session.json'))).mode & 0o777).toBe(0o600)
  expect((await stat(home.at('data'))).mode & 0o777).toBe(0o700)
  expect(Object.keys(await kept()).sort()).toEqual(['accessToken', 'email', 'expiresAt', 'id', 'refreshToken', 'url'])
  expect(await readdir(home.at('data'))).toEqual(expect.not.arrayContaining([expect.stringMatching(/session\.json\./)]))
})

test('a token that holds is given as it is, a new one in time before it ends', async () => {
  const session = await signedIn()
  const first = await session.accessToken()
  expect(first).toBe((await kept()).accessToken)
  expect(server.refreshes()).toHaveLength(0)
  nearlyOver()
  const second = await session.accessToken()
  expect(second).not.toBe(first)
  expect((await kept()).accessToken).toBe(second)
  expect(server.refreshes()).toHaveLength(1)
})

test('for a token that was refused there is another one, and for several at once the same', async () => {
  const session = await signedIn()
  const refused = await session.accessToken()
  time.offset += 1_000 // Else it would be signed with the same times.
  const others = await Promise.all([session.accessToken({ fresh: true }), session.accessToken({ fresh: true })])
  expect(others).toEqual([(await kept()).accessToken, (await kept()).accessToken])
  expect(others).not.toContain(refused)
  expect(await session.accessToken()).toBe(others[0])
  expect(server.refreshes()).toHaveLength(1)
})

test('a token that was refused is not asked for again where another process has a new one', async () => {
  const session = await signedIn()
  await session.accessToken()
  time.offset += 1_000
  const elsewhere = openSession(settings, clock)
  await elsewhere.accessToken()
  const newer = await elsewhere.accessToken({ fresh: true })
  expect(await session.accessToken({ fresh: true })).toBe(newer)
  expect(server.refreshes()).toHaveLength(1)
})

test('of many who ask at once within one process, one refreshes', async () => {
  await signedIn()
  server.session.accessTokenSeconds = 7200
  over()
  const sessions = [openSession(settings, clock), openSession(settings, clock)]
  const tokens = await Promise.all([...sessions, ...sessions].map((session) => session.accessToken()))
  expect(new Set(tokens)).toEqual(new Set([(await kept()).accessToken]))
  expect(server.refreshes()).toHaveLength(1)
})

/** What a process of its own does that needs a token. */
const TAKE_TOKEN = `
const { openSession } = await import(${JSON.stringify(join(import.meta.dirname, '../../../src/remote/session/open-session.ts'))})
const settings = JSON.parse(process.env.SETTINGS)
process.stdout.write(await openSession(settings, { now: Date.now }).accessToken())
`

function isAt(pid: number, file: string): boolean {
  const folder = `/proc/${pid}/fd`
  return existsSync(folder) && readdirSync(folder).some((fd) => linkOf(join(folder, fd)) === file)
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined // Closed meanwhile.
  }
}

const takeToken = () =>
  run(process.execPath, ['--input-type=module', '-e', TAKE_TOKEN], {
    cwd: home.path,
    env: { PATH: process.env['PATH'], SETTINGS: JSON.stringify(settings) },
  })

test.runIf(process.platform === 'linux')('of two processes, one refreshes and the other waits for it', async () => {
  server.session.accessTokenSeconds = 60
  await signedIn()
  server.session.accessTokenSeconds = 3600
  const held = await holdAlone(home.at('data', 'session.lock'), async () => {})
  const both = [takeToken(), takeToken()]
  const wait = { interval: 20, timeout: 20_000 }
  const areBothAtIt = () => both.every(({ child }) => isAt(child.pid ?? 0, home.at('data', 'session.lock')))
  await expect.poll(areBothAtIt, wait).toBe(true)
  held[Symbol.dispose]()
  const ended = await Promise.all(both.map((each) => each.ended))
  const out = (await kept()).accessToken
  expect(ended).toEqual([
    { code: 0, signal: null, out, err: '' },
    { code: 0, signal: null, out, err: '' },
  ])
  expect(server.refreshes()).toHaveLength(1)
})

test('a process that is killed while it refreshes keeps nobody waiting', async () => {
  server.session.accessTokenSeconds = 60
  const session = await signedIn()
  server.session.accessTokenSeconds = 3600
  server.misbehave({ kind: 'hang-before-headers' }, REFRESH)
  const { child, ended } = takeToken()
  await expect.poll(() => server.refreshes().length, { interval: 20, timeout: 20_000 }).toBe(1)
  child.kill('SIGKILL')
  await ended
  await session.accessToken()
  expect(server.refreshes()).toHaveLength(2)
})

test.each([
  ['refresh_token_already_used', async () => server.spend((await kept()).refreshToken)],
  [
    'refresh_token_not_found',
    async () => {
      const { auth } = await openAuthClient({ url: server.url, key: server.key }, clock)
      expect((await auth.admin.signOut((await kept()).accessToken, 'global')).error).toBeNull()
    },
  ],
])('%s ends the session', async (_code, make) => {
  const session = await signedIn()
  await make()
  const before = server.refreshes().length
  over()
  await expect(session.accessToken()).rejects.toMatchObject({ code: 'auth', message: 'The session has ended.' })
  expect(existsSync(home.at('data', 'session.json'))).toBe(false)
  await expect(session.accessToken()).rejects.toMatchObject({ code: 'auth', message: 'Nobody is signed in.' })
  expect(server.refreshes()).toHaveLength(before + 1)
})

test('a refusal does not matter as long as the token holds', async () => {
  const session = await signedIn()
  const first = await session.accessToken()
  nearlyOver()
  await server.spend((await kept()).refreshToken)
  expect(await session.accessToken()).toBe(first)
  expect((await kept()).accessToken).toBe(first)
})

test.each([
  ['429', { kind: 'too-many', retryAfter: 'seconds', seconds: 3600 }, 'vendor', /in 3600 s/],
  ['a wrong key', { kind: 'expired-key' }, 'auth', /publishable key/],
] as const)('%s at a refresh does not sign out', async (_name, fault, code, hint) => {
  const session = await signedIn()
  const before = await kept()
  over()
  server.misbehave(fault, REFRESH)
  await expect(session.accessToken()).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) })
  expect(await kept()).toEqual(before)
  expect(await session.accessToken()).not.toBe(before.accessToken)
})

test('a short wait that a 429 asks for is kept to', async () => {
  const session = await signedIn()
  over()
  server.misbehave({ kind: 'too-many', retryAfter: 'seconds', seconds: 0 }, REFRESH)
  expect(await session.accessToken()).toBe((await kept()).accessToken)
  expect(server.refreshes()).toHaveLength(2)
})

test('a server that fails once is asked again; one that is gone does not sign out', async () => {
  const session = await signedIn()
  over()
  server.misbehave({ kind: 'status', status: 503 }, REFRESH)
  server.misbehave({ kind: 'reset' }, REFRESH)
  await session.accessToken()
  expect(server.refreshes()).toHaveLength(3)

  const before = await kept()
  await using _ = await server.shut()
  time.offset += 3_700_000
  const passing = {
    now: () => {
      time.offset += 2_000_000 // Patience is over at once.
      return clock.now()
    },
  }
  await expect(openSession(settings, passing).accessToken()).rejects.toMatchObject({ code: 'vendor', retryable: true })
  expect(await kept()).toEqual(before)
})

test('a session is never shown to another project', async () => {
  await signedIn()
  await using other = await startAuthServer()
  over()
  const elsewhere = openSession({ ...settings, supabaseUrl: other.url }, clock)
  await expect(elsewhere.accessToken()).rejects.toMatchObject({ code: 'auth' })
  await expect(elsewhere.who()).rejects.toMatchObject({ code: 'auth' })
  expect(await elsewhere.signOut()).toEqual({ wasTold: false })
  expect(other.calls).toEqual([])
  expect(server.calls).toHaveLength(1)
})

test('a given token is used as it is, wherever one is signed in', async () => {
  const token = await (await signedIn()).accessToken()
  over()
  const session = openSession({ home: home.at('data'), accessToken: token }, clock)
  expect(await session.accessToken()).toBe(token)
  expect(await session.who()).toMatchObject({ email: EMAIL, place: { kind: 'environment' } })
  await expect(openSession({ home: home.path, accessToken: 'SECRET' }, clock).who()).rejects.toMatchObject({
    code: 'auth',
    message: expect.not.stringContaining('SECRET'),
  })
})

test.each([
  ['supabaseUrl', /^SUPABASE_URL /],
  ['supabasePublishableKey', /^SUPABASE_PUBLISHABLE_KEY /],
] as const)('without %s it says what to set', async (setting, message) => {
  const session = openSession({ ...settings, [setting]: undefined }, clock)
  await expect(session.client()).rejects.toMatchObject({ code: 'config', message: expect.stringMatching(message) })
})

test('a damaged file is no session, and signing in replaces it', async () => {
  const session = await signedIn()
  for (const text of ['', '{"accessToken":', '{}', 'null']) {
    await writeFile(home.at('data', 'session.json'), text)
    await expect(session.accessToken()).rejects.toMatchObject({ code: 'auth', message: 'Nobody is signed in.' })
  }
  await signedIn()
  expect(await session.accessToken()).toBe((await kept()).accessToken)
})

test('signing out ends the session on the server, with a token that holds', async () => {
  const session = await signedIn()
  over()
  expect(await session.signOut()).toEqual({ wasTold: true })
  expect(existsSync(home.at('data', 'session.json'))).toBe(false)
  const told = server.callsOf('/logout').map(({ query, status }) => [query.get('scope'), status])
  expect(told).toEqual([['local', 204]])
  expect(await session.signOut()).toEqual({ wasTold: null })
})

test('signing out does not touch a token that is given, and does not wait for a server that is gone', async () => {
  await signedIn()
  const session = openSession({ ...settings, accessToken: 'given' }, clock)
  await using _ = await server.shut()
  expect(await session.signOut()).toEqual({ wasTold: false })
  expect(await session.accessToken()).toBe('given')
  expect(existsSync(home.at('data', 'session.json'))).toBe(false)
})

test('a session that the server has ended is signed out of without more ado', async () => {
  const session = await signedIn()
  over()
  await server.spend((await kept()).refreshToken)
  expect(await session.signOut()).toEqual({ wasTold: true })
  expect(server.callsOf('/logout')).toEqual([])
})
