import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { tokenVerifier } from '../../src/api/verify-token.ts'
import { settableClock } from '../rig/settable-clock.ts'

const SECRET = 'a-secret-of-at-least-thirty-two-characters'
const USER = '0c0ffee0-0000-4000-8000-000000000001'

type Key = Awaited<ReturnType<typeof keyNamed>>

/** A pair of keys; `jwk` is what is published of it. */
async function keyNamed(kid: string, alg: 'ES256' | 'RS256' = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

/** A project's auth server that publishes keys, and counts how often they are asked for. */
async function openProject(...keys: Key[]) {
  const state = { keys, asked: 0, status: 200 }
  const server = createServer((request, response) => {
    state.asked += 1
    const isJwks = request.url === '/auth/v1/.well-known/jwks.json'
    response.writeHead(isJwks ? state.status : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ keys: state.keys.map(({ jwk }) => jwk) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clock = settableClock()
  const now = Math.floor(clock.now() / 1000)
  const claims: JWTPayload = {
    iss: `${url}/auth/v1`,
    aud: 'authenticated',
    sub: USER,
    role: 'authenticated',
    exp: now + 60,
  }
  return {
    state,
    url,
    clock,
    claims,
    verifier: (more: Partial<Parameters<typeof tokenVerifier>[0]> = {}) =>
      tokenVerifier({ supabaseUrl: `${url}/`, clock, ...more }),
    sign: ({ kid, alg, privateKey }: Pick<Key, 'kid' | 'alg' | 'privateKey'>, more: JWTPayload = {}) =>
      new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg, kid }).sign(privateKey),
    signWithSecret: (secret: string, more: JWTPayload = {}) =>
      new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret)),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test.each(['ES256', 'RS256'] as const)(
  'a token signed with a published key (%s) is good; the keys are asked for once',
  async (alg) => {
    const key = await keyNamed('one', alg)
    await using project = await openProject(key)
    const verify = project.verifier()
    const token = await project.sign(key, { email: 'ann@example.com' })
    for (let time = 0; time < 3; time++)
      expect(await verify(token)).toMatchObject({ sub: USER, email: 'ann@example.com' })
    expect(project.state.asked).toBe(1)
  },
)

test('a token signed with the project’s secret is good where the project has one', async () => {
  await using project = await openProject()
  const token = await project.signWithSecret(SECRET)
  expect(await project.verifier({ jwtSecret: SECRET })(token)).toMatchObject({ sub: USER })
  await expect(project.verifier()(token)).rejects.toMatchObject({ code: 'auth' })
  expect(project.state.asked).toBe(0)
})

test('a key that is not known is looked for once more: keys are rotated', async () => {
  const [old, fresh] = [await keyNamed('old'), await keyNamed('new')]
  await using project = await openProject(old)
  const verify = project.verifier({ coolDown: 0 })
  await verify(await project.sign(old))
  project.state.keys = [old, fresh]
  expect(await verify(await project.sign(fresh))).toMatchObject({ sub: USER })
  expect(project.state.asked).toBe(2)
})

test('unknown keys do not have the keys asked for again and again', async () => {
  const [known, forged] = [await keyNamed('known'), await keyNamed('forged')]
  await using project = await openProject(known)
  const verify = project.verifier()
  await verify(await project.sign(known))
  for (let time = 0; time < 3; time++)
    await expect(verify(await project.sign(forged))).rejects.toMatchObject({ code: 'auth' })
  expect(project.state.asked).toBe(1)
})

test('that the keys cannot be had is no fault of the token', async () => {
  const key = await keyNamed('one')
  await using project = await openProject(key)
  const token = await project.sign(key)
  project.state.status = 500
  await expect(project.verifier()(token)).rejects.toMatchObject({ code: 'vendor', retryable: true })
  const gone = project.verifier({ supabaseUrl: 'http://127.0.0.1:1' })
  await expect(gone(token)).rejects.toMatchObject({ code: 'vendor', retryable: true })
})

describe('refused, without a word of the token, is what', () => {
  test.each<[string, JWTPayload]>([
    ['has expired', { exp: 1_600_000_000 }],
    ['is not valid yet', { nbf: 4_000_000_000 }],
    ['was issued by another project', { iss: 'https://other.supabase.co/auth/v1' }],
    ['was issued for something else', { aud: 'anon' }],
    ['is the service’s own', { role: 'service_role' }],
    ['is anybody’s', { role: 'anon' }],
    ['has no role', { role: undefined }],
    ['names no user', { sub: undefined as unknown as string }],
    ['names a user that can be none', { sub: "x'; drop table users; --" }],
    ['never expires', { exp: undefined as unknown as number }],
  ])('%s', async (_, claims) => {
    const key = await keyNamed('one')
    await using project = await openProject(key)
    const token = await project.sign(key, claims)
    const failure = await project
      .verifier({ jwtSecret: SECRET })(token)
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'auth', hint: 'Sign in again.' })
    for (const part of [...token.split('.'), 'drop table']) expect(String(failure)).not.toContain(part)
    await expect(
      project.verifier({ jwtSecret: SECRET })(await project.signWithSecret(SECRET, claims)),
    ).rejects.toMatchObject({ code: 'auth' })
  })

  test('was signed by somebody else', async () => {
    const [key, forged] = [await keyNamed('one'), await keyNamed('one')]
    await using project = await openProject(key)
    await expect(project.verifier()(await project.sign(forged))).rejects.toMatchObject({ code: 'auth' })
    await expect(
      project.verifier({ jwtSecret: SECRET })(await project.signWithSecret('another-secret-of-thirty-two-letters')),
    ).rejects.toMatchObject({ code: 'auth' })
  })

  test('is signed with a public key as if that were a secret, or not at all', async () => {
    const key = await keyNamed('one')
    await using project = await openProject(key)
    const confused = await new SignJWT(project.claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(new TextEncoder().encode(JSON.stringify(key.jwk)))
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const unsigned = `${part({ alg: 'none' })}.${part(project.claims)}.`
    const [header, payload, signature] = (await project.sign(key)).split('.')
    const tampered = `${header}.${part({ ...project.claims, sub: USER.replace('1', '2') })}.${signature}`
    const relabelled = `${part({ alg: 'none', kid: 'one' })}.${payload}.${signature}`
    const critical = await new SignJWT(project.claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'one', crit: ['exp2'], exp2: 1 })
      .sign(key.privateKey, { crit: { exp2: true } })
    for (const token of [confused, unsigned, tampered, relabelled, critical, '', '..', 'x.y.z', 'a'.repeat(10_000)]) {
      for (const verify of [project.verifier(), project.verifier({ jwtSecret: SECRET })]) {
        await expect(verify(token)).rejects.toMatchObject({ code: 'auth' })
      }
    }
  })
})
