import { type JWTPayload, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { keyNamed, openProject, USER } from './signing-project.ts'

const SECRET = 'a-secret-of-at-least-thirty-two-characters'

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
    ['claims what no database keeps', { email: 'a\0b' }],
    ['claims half of a letter', { app_metadata: { teams: ['a\u{d83d}'] } }],
    ['has a claim whose name is no text', { app_metadata: { 'a\0b': 1 } }],
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
