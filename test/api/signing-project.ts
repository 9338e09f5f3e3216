import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { tokenVerifier } from '../../src/api/verify-token.ts'
import { settableClock } from '../rig/settable-clock.ts'

export const USER = '0c0ffee0-0000-4000-8000-000000000001'

type Key = Awaited<ReturnType<typeof keyNamed>>

/** A pair of keys; `jwk` is what is published of it. */
export async function keyNamed(kid: string, alg: 'ES256' | 'RS256' = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

/** A project's auth server that publishes keys, when `held` lets it, and counts how often they are asked for. */
export async function openProject(...keys: Key[]) {
  const state = { keys, asked: 0, status: 200, held: Promise.resolve() }
  const server = createServer((request, response) => {
    state.asked += 1
    void state.held.then(() => {
      const isJwks = request.url === '/auth/v1/.well-known/jwks.json'
      response.writeHead(isJwks ? state.status : 404, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ keys: state.keys.map(({ jwk }) => jwk) }))
    })
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
