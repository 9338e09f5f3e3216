import { randomUUID } from 'node:crypto'
import {
  type CryptoKey,
  createLocalJWKSet,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose'
import type { Clock } from '../../../src/clock.ts'

export type SupabaseAlgorithm = 'ES256' | 'RS256' | 'HS256'

/** What a project signs its users' access tokens with. */
export type SupabaseKeys = {
  readonly algorithm: SupabaseAlgorithm
  /** Of HS256; it verifies tokens that name no key whatever the algorithm, as on a project that has moved on. */
  readonly secret: string
  /** Claims as they are: `exp` and all. */
  sign(claims: JWTPayload): Promise<string>
  /** @throws jose's errors, whose words Supabase hands on. */
  verify(token: string): Promise<JWTPayload>
  /** Public keys; none with HS256. */
  jwks(): { readonly keys: readonly JWK[] }
  /** New tokens are signed with a new key; older ones stay good until `revokeOld`. */
  rotate(): Promise<void>
  revokeOld(): void
}

type Pair = { readonly kid: string; readonly key: CryptoKey; readonly jwk: JWK }

const SECRET = 'emulated-jwt-secret-of-32-bytes-or-more'

/** Makes a project's signing keys: ES256 unless told otherwise. */
export async function supabaseKeys(
  clock: Clock,
  {
    algorithm = 'ES256',
    jwtSecret: secret = SECRET,
  }: { readonly algorithm?: SupabaseAlgorithm; readonly jwtSecret?: string } = {},
): Promise<SupabaseKeys> {
  const bytes = new TextEncoder().encode(secret)
  let pairs: Pair[] = algorithm === 'HS256' ? [] : [await newPair(algorithm)]
  const jwks = () => ({ keys: pairs.map(({ jwk }) => jwk) })
  return {
    algorithm,
    secret,
    jwks,
    sign(claims) {
      const pair = pairs[0]
      const header = pair ? { alg: algorithm, kid: pair.kid, typ: 'JWT' } : { alg: 'HS256', typ: 'JWT' }
      return new SignJWT(claims).setProtectedHeader(header).sign(pair?.key ?? bytes)
    },
    async verify(token) {
      const options = { currentDate: new Date(clock.now()) }
      const isNamed = decodeHeader(token)?.kid !== undefined && pairs.length > 0
      const { payload } = isNamed
        ? await jwtVerify(token, createLocalJWKSet({ keys: [...jwks().keys] }), options)
        : await jwtVerify(token, bytes, { ...options, algorithms: ['HS256'] })
      return payload
    },
    async rotate() {
      if (algorithm !== 'HS256') pairs = [await newPair(algorithm), ...pairs]
    },
    revokeOld() {
      pairs = pairs.slice(0, 1)
    },
  }
}

async function newPair(algorithm: 'ES256' | 'RS256'): Promise<Pair> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm)
  const kid = randomUUID()
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig', key_ops: ['verify'] }
  return { kid, key: privateKey, jwk }
}

/** Undefined where it is no token: verifying it says so in the right words. */
function decodeHeader(token: string): ReturnType<typeof decodeProtectedHeader> | undefined {
  try {
    return decodeProtectedHeader(token)
  } catch {
    return undefined
  }
}
