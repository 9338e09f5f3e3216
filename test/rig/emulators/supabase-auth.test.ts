import { createClient } from '@supabase/supabase-js'
import { decodeProtectedHeader } from 'jose'
import { expect, test } from 'vitest'
import { settableClock } from '../settable-clock.ts'
import { type AuthOptions, startAuth } from './supabase-auth.ts'
import type { AccountsPool } from './supabase-auth-users.ts'

const ADA = { email: 'ada@example.com', password: 'correct horse' }

async function start(options: AuthOptions = {}) {
  const clock = settableClock(Date.now())
  const auth = await startAuth({ clock, ...options })
  const kept = new Map<string, string>()
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  }
  const client = () =>
    createClient(auth.url, auth.anonKey, {
      auth: {
        storage,
        storageKey: `ytdub-${kept.size}`,
        flowType: 'pkce',
        autoRefreshToken: false,
        detectSessionInUrl: false,
      },
    }).auth
  return {
    clock,
    auth,
    client,
    /** POST as the SDK does, without the SDK. */
    post: async (path: string, body: unknown) => {
      const answer = await fetch(`${auth.url}/auth/v1${path}`, {
        method: 'POST',
        headers: { apikey: auth.anonKey, 'x-supabase-api-version': '2024-01-01' },
        body: JSON.stringify(body),
      })
      return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> }
    },
    [Symbol.asyncDispose]: () => auth[Symbol.asyncDispose](),
  }
}
type Rig = Awaited<ReturnType<typeof start>>

const refresh = ({ post }: Rig, token: unknown) => post('/token?grant_type=refresh_token', { refresh_token: token })
const redirected = async (url: string) => {
  const answer = await fetch(url, { redirect: 'manual' })
  return [answer.status, new URL(answer.headers.get('location')!)] as const
}

test('a password gives a session with the real claims, and an account in the database', async () => {
  const asked: unknown[] = []
  const pool: AccountsPool = { query: async (...question) => asked.push(question) }
  await using rig = await start({ pool })
  const { id } = await rig.auth.addUser(ADA)
  expect(asked).toEqual([[expect.stringContaining('insert into auth.users'), [id, ADA.email]]])
  const client = rig.client()
  const { data, error } = await client.signInWithPassword(ADA)
  expect(error).toBeNull()
  expect(data.session).toMatchObject({ token_type: 'bearer', expires_in: 3600, user: { id, email: ADA.email } })
  const { data: claims } = await client.getClaims()
  expect(claims!.header).toMatchObject({ alg: 'ES256', kid: expect.any(String) })
  expect(claims!.claims).toMatchObject({
    iss: `${rig.auth.url}/auth/v1`,
    sub: id,
    aud: 'authenticated',
    role: 'authenticated',
    email: ADA.email,
    aal: 'aal1',
    session_id: expect.any(String),
    is_anonymous: false,
  })
  expect((await client.getUser()).data.user).toMatchObject({ id, aud: 'authenticated' })
  expect(rig.auth.calls.map(({ path }) => path)).toContain('/auth/v1/.well-known/jwks.json')
})

test('what is wrong has its code, its status and its headers', async () => {
  await using rig = await start()
  await rig.auth.addUser({ ...ADA, email: 'new@example.com', isConfirmed: false })
  await rig.auth.addUser({ ...ADA, email: 'bad@example.com', isBanned: true })
  const client = rig.client()
  const code = async (email: string) => {
    const { error } = await client.signInWithPassword({ ...ADA, email })
    return [error!.status, error!.code]
  }
  expect(await code(ADA.email)).toEqual([400, 'invalid_credentials'])
  expect(await code('new@example.com')).toEqual([400, 'email_not_confirmed'])
  expect(await code('bad@example.com')).toEqual([400, 'user_banned'])
  const { headers, body } = await rig.post('/token?grant_type=password', ADA)
  expect(body).toEqual({ code: 'invalid_credentials', message: 'Invalid login credentials' })
  expect([headers.get('x-supabase-api-version'), headers.get('x-sb-error-code')]).toEqual([
    '2024-01-01',
    'invalid_credentials',
  ])
  const asked = { method: 'POST', body: '{}' }
  const legacy = await fetch(`${rig.auth.url}/auth/v1/token`, { ...asked, headers: { apikey: rig.auth.anonKey } })
  expect(await legacy.json()).toMatchObject({ code: 400, error_code: 'validation_failed' })
  expect((await fetch(`${rig.auth.url}/auth/v1/token`, asked)).status).toBe(401)
  const user = async (headers: Record<string, string>) => {
    const answer = await fetch(`${rig.auth.url}/auth/v1/user`, { headers: { apikey: rig.auth.anonKey, ...headers } })
    return [answer.status, answer.headers.get('x-sb-error-code')]
  }
  expect(await user({})).toEqual([401, 'no_authorization'])
  expect(await user({ authorization: 'Bearer garbage' })).toEqual([403, 'bad_jwt'])
})

test('a token sent by e-mail is good once and for an hour, in the hands of whom it was sent to', async () => {
  await using rig = await start()
  const { auth, clock } = rig
  const client = rig.client()
  const unknown = await client.signInWithOtp({ email: ADA.email, options: { shouldCreateUser: false } })
  expect([unknown.error!.status, unknown.error!.code]).toEqual([422, 'otp_disabled'])
  expect((await client.signInWithOtp({ email: ADA.email })).error).toBeNull()
  const verify = async (token: string, email = ADA.email) => client.verifyOtp({ email, token, type: 'email' })
  const [mail] = auth.mails
  expect(mail).toMatchObject({ to: ADA.email, token: expect.stringMatching(/^\d{6}$/) })
  expect((await verify(mail!.token, 'eve@example.com')).error).toMatchObject({ status: 403, code: 'otp_expired' })
  expect((await verify(mail!.token)).data.session).toMatchObject({ user: { email: ADA.email } })
  expect((await verify(mail!.token)).error).toMatchObject({ code: 'otp_expired' })
  await client.signInWithOtp({ email: ADA.email })
  clock.advance(3_600_001)
  expect((await verify(auth.mails[1]!.token)).error).toMatchObject({ code: 'otp_expired' })
  auth.misbehave({ kind: 'too-many', retryAfter: 'seconds', seconds: 60 }, { path: /otp/ })
  const { error } = await client.signInWithOtp({ email: ADA.email })
  expect([error!.status, error!.code]).toEqual([429, 'over_email_send_rate_limit'])
})

test('the link in an e-mail leads back with a code for who asked for it', async () => {
  await using rig = await start()
  const client = rig.client()
  const emailRedirectTo = 'http://127.0.0.1:5000/cb'
  await client.signInWithOtp({ email: ADA.email, options: { emailRedirectTo } })
  const [status, back] = await redirected(rig.auth.mails[0]!.link)
  expect([status, back.origin + back.pathname]).toEqual([302, emailRedirectTo])
  const { data } = await client.exchangeCodeForSession(back.searchParams.get('code')!)
  expect(data.user!.email).toBe(ADA.email)
  const [, again] = await redirected(rig.auth.mails[0]!.link)
  expect(again.searchParams.get('error_code')).toBe('otp_expired')
})

test('the browser comes back with a code, the state still there, and only who has the verifier gets the session', async () => {
  await using rig = await start()
  const { auth, clock } = rig
  const begin = async () => {
    const client = rig.client()
    const redirectTo = 'http://127.0.0.1:49152/cb?state=abc'
    const options = { redirectTo, skipBrowserRedirect: true }
    const { data } = await client.signInWithOAuth({ provider: 'github', options })
    const [status, back] = await redirected(data.url!)
    expect([status, back.origin, back.searchParams.get('state')]).toEqual([302, 'http://127.0.0.1:49152', 'abc'])
    return { client, code: back.searchParams.get('code')! }
  }
  auth.atProvider({ email: ADA.email })
  const mine = await begin()
  const theirs = await begin()
  const crossed = await theirs.client.exchangeCodeForSession(mine.code)
  expect(crossed.error).toMatchObject({ status: 400, code: 'bad_code_verifier' })
  const { data } = await mine.client.exchangeCodeForSession(mine.code)
  expect(data.user).toMatchObject({ email: ADA.email, app_metadata: { provider: 'github' } })
  const redeem = (code: string) =>
    rig.post('/token?grant_type=pkce', { auth_code: code, code_verifier: 'v'.repeat(43) })
  expect(await redeem(mine.code)).toMatchObject({ status: 404, body: { code: 'flow_state_not_found' } })
  clock.advance(300_001)
  expect(await redeem(theirs.code)).toMatchObject({ status: 422, body: { code: 'flow_state_expired' } })
})

test('who says no at the provider, and who asks to be sent elsewhere', async () => {
  await using rig = await start({ siteUrl: 'https://site.example' })
  const challenge = `&code_challenge=${'c'.repeat(43)}&code_challenge_method=s256`
  const at = (to: string, rest = challenge, provider = 'github') =>
    `${rig.auth.url}/auth/v1/authorize?provider=${provider}&redirect_to=${encodeURIComponent(to)}${rest}`
  for (const elsewhere of ['http://localhost:5000/cb', 'https://evil.example', 'http://127.0.0.1.evil.example/'])
    expect((await redirected(at(elsewhere)))[1].origin).toBe('https://site.example')
  expect((await redirected(at('http://[::1]:5000/cb')))[1].host).toBe('[::1]:5000')
  const [, implicit] = await redirected(at('http://127.0.0.1:5000/cb', ''))
  expect(implicit.hash).toContain('access_token=')
  rig.auth.atProvider({ error: 'access_denied', code: 'user_denied', description: 'No, thanks' })
  const [, refused] = await redirected(at('http://127.0.0.1:5000/cb'))
  expect(Object.fromEntries(refused.searchParams)).toEqual({
    error: 'access_denied',
    error_code: 'user_denied',
    error_description: 'No, thanks',
  })
  const back = 'http://127.0.0.1:5000/cb'
  for (const bad of [at(back, '&code_challenge=short&code_challenge_method=s256'), at(back, challenge, 'nobody')])
    expect((await fetch(bad, { redirect: 'manual' })).status).toBe(400)
})

test('a refresh token is good once, with an eye closed for the one before and for ten seconds', async () => {
  await using rig = await start()
  await rig.auth.addUser(ADA)
  const first = (await rig.post('/token?grant_type=password', ADA)).body['refresh_token']
  expect(await refresh(rig, 'never')).toMatchObject({ status: 400, body: { code: 'refresh_token_not_found' } })
  const second = (await refresh(rig, first)).body['refresh_token']
  rig.clock.advance(60_000)
  // Whoever did not hear of the second may ask again.
  expect((await refresh(rig, first)).body['refresh_token']).toBe(second)
  const third = (await refresh(rig, second)).body['refresh_token']
  rig.clock.advance(11_000)
  const stolen = await refresh(rig, first)
  expect(stolen).toMatchObject({ status: 400, body: { code: 'refresh_token_already_used' } })
  expect(await refresh(rig, third)).toMatchObject({ status: 400, body: { code: 'refresh_token_already_used' } })
})

test('told to be strict, the second of two that refresh with the same token is refused', async () => {
  await using rig = await start({ isReuseStrict: true })
  await rig.auth.addUser(ADA)
  const token = (await rig.post('/token?grant_type=password', ADA)).body['refresh_token']
  const both = await Promise.all([refresh(rig, token), refresh(rig, token)])
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400])
})

test('signing out ends this session, the others, or all', async () => {
  await using rig = await start()
  await rig.auth.addUser(ADA)
  const signIn = async () => {
    const client = rig.client()
    const { data } = await client.signInWithPassword(ADA)
    const { refresh_token: token, access_token: access } = data.session!
    return { client, token, access, isOver: async () => (await refresh(rig, token)).status === 400 }
  }
  const [here, there, elsewhere] = [await signIn(), await signIn(), await signIn()]
  expect((await here.client.signOut({ scope: 'local' })).error).toBeNull()
  expect(await here.isOver()).toBe(true)
  const answer = await fetch(`${rig.auth.url}/auth/v1/user`, {
    headers: { apikey: rig.auth.anonKey, authorization: `Bearer ${here.access}` },
  })
  expect([answer.status, answer.headers.get('x-sb-error-code')]).toEqual([403, 'session_not_found'])
  expect((await there.client.signOut({ scope: 'others' })).error).toBeNull()
  expect([await there.isOver(), await elsewhere.isOver()]).toEqual([false, true])
})

test('keys: rotated, the old one revoked; RS256; and the legacy secret', async () => {
  await using rig = await start()
  const ada = await rig.auth.addUser(ADA)
  const { keys } = rig.auth
  const old = await rig.auth.tokenFor(ada)
  await keys.rotate()
  const published = async () => {
    const answer = await fetch(`${rig.auth.url}/auth/v1/.well-known/jwks.json`)
    return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid)
  }
  const now = decodeProtectedHeader(await rig.auth.tokenFor(ada)).kid
  expect(await published()).toEqual([now, decodeProtectedHeader(old).kid])
  expect((await keys.verify(old)).sub).toBe(ada.id)
  keys.revokeOld()
  expect(await published()).toEqual([now])
  await expect(keys.verify(old)).rejects.toThrow('no applicable key')
  for (const algorithm of ['RS256', 'HS256'] as const) {
    await using other = await start({ algorithm })
    await other.auth.addUser(ADA)
    const client = other.client()
    await client.signInWithPassword(ADA)
    const { data } = await client.getClaims()
    expect([data!.header.alg, data!.claims.email]).toEqual([algorithm, ADA.email])
  }
})

test('access tokens expire when told to, and the SDK gets new ones', async () => {
  await using rig = await start({ accessTokenSeconds: 30 })
  await rig.auth.addUser(ADA)
  const client = rig.client()
  const { data } = await client.signInWithPassword(ADA)
  const { data: later } = await client.getSession()
  expect(later.session!.refresh_token).not.toBe(data.session!.refresh_token)
})
