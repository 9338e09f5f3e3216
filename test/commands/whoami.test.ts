import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AuthServer, EMAIL, startAuthServer } from '../remote/session/auth-server.ts'
import { signIn } from '../remote/session/sign-in-here.ts'
import { newPerson, type Person } from '../rig/cli.ts'

let person: Person
let server: AuthServer
beforeEach(async () => {
  person = await newPerson()
  server = await startAuthServer()
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await person[Symbol.asyncDispose]()
})

const whoami = (args: readonly string[] = [], env: NodeJS.ProcessEnv = server.env) =>
  person.start(['whoami', ...args], { env }).ended
const kept = async () => JSON.parse(await readFile(join(person.home, 'session.json'), 'utf8'))

test('says who, where, and until when', async () => {
  await signIn(person, server)
  const env = { ...server.env, YTDUB_API_URL: 'https://dub.example.org' }
  const { out } = await whoami([], env)
  for (const part of [EMAIL, (await kept()).id, server.url, 'https://dub.example.org', 'session.json'])
    expect(out).toContain(part)
  const json = await whoami(['--json'], env)
  expect(json).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(json.out)).toEqual({
    id: (await kept()).id,
    email: EMAIL,
    expires_at: new Date((await kept()).expiresAt).toISOString(),
    kept: { kind: 'file', path: join(person.home, 'session.json') },
    verified: true,
    supabase_url: server.url,
    api_url: 'https://dub.example.org',
  })
  expect(server.refreshes()).toEqual([])
})

test('nobody is signed in', async () => {
  expect(await whoami()).toMatchObject({
    code: 4,
    out: '',
    err: 'Error: Nobody is signed in.\nSign in with: ytdub login\n',
  })
})

test('a session that somebody else has used up is over', async () => {
  server.session.accessTokenSeconds = -10
  await signIn(person, server)
  await server.spend((await kept()).refreshToken)
  expect(await whoami()).toMatchObject({
    code: 4,
    out: '',
    err: 'Error: The session has ended.\nSign in again: ytdub login\n', // And nothing that Supabase’s client would say.
  })
})

test('a server that has had enough is no reason to sign out', async () => {
  server.session.accessTokenSeconds = -10
  await signIn(person, server)
  const before = await kept()
  server.misbehave({ kind: 'too-many', retryAfter: 'seconds', seconds: 60 }, { path: /refresh_token/ })
  expect(await whoami()).toMatchObject({
    code: 0,
    out: expect.stringMatching(/The access token ran out at .*Z, and has not been refreshed\. It is kept in/),
    err: 'Note: The sign-in server takes no further requests for now. Whether the session still holds cannot be said.\n',
  })
  expect(await kept()).toEqual(before)
  server.misbehave({ kind: 'too-many', retryAfter: 'seconds', seconds: 60 }, { path: /refresh_token/ })
  expect(JSON.parse((await whoami(['--json'])).out)).toMatchObject({ email: EMAIL, verified: false })
})

test('a token that is given says by itself whose it is', async () => {
  const claims = { sub: 'someone', email: 'ci@example.org', exp: 1_800_000_000 }
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
  const { code, out, err } = await whoami(['--json'], { YTDUB_ACCESS_TOKEN: token })
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(out)).toMatchObject({
    id: 'someone',
    email: 'ci@example.org',
    expires_at: '2027-01-15T08:00:00.000Z',
    kept: { kind: 'environment' },
  })
  const old = `e30.${Buffer.from(JSON.stringify({ ...claims, exp: 1_600_000_000 })).toString('base64url')}.c2ln`
  expect(await whoami([], { YTDUB_ACCESS_TOKEN: old })).toMatchObject({
    code: 4,
    out: '',
    err: expect.stringContaining('ran out at 2020-09-13'),
  })
  const wrong = await whoami([], { YTDUB_ACCESS_TOKEN: 'SECRET' })
  expect(wrong).toMatchObject({
    code: 4,
    out: '',
    err: expect.stringMatching(/YTDUB_ACCESS_TOKEN is no access token\.\nSet another YTDUB_ACCESS_TOKEN, or leave/),
  })
  expect(wrong.err).not.toContain('SECRET')
})
