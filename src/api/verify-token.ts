import {
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose'
import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'
import type { Claims } from '../ports/service.ts'
import { isProperText } from './is-proper-text.ts'
import { publishedKeys } from './published-keys.ts'

type Issuer = {
  /** The Supabase project. */
  readonly supabaseUrl: string
  /** The secret of projects that still sign with one. */
  readonly jwtSecret?: string | undefined
  readonly clock: Clock
  /** Hears where the published keys cannot be had. */
  readonly onTrouble?: (message: string) => void
}

const LONGEST_TOKEN = 8192
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Checks the access tokens of a Supabase project: signed with one of its published keys (ES256, RS256), or, where the project
 * has one, with its secret (HS256); by the right issuer for signed-in users, and not expired.
 * @returns a check that throws `auth` where the token is not good, and `vendor` where the keys cannot be had.
 */
export function tokenVerifier({ supabaseUrl, jwtSecret, clock, onTrouble = () => {} }: Issuer) {
  const issuer = `${supabaseUrl.replace(/\/+$/, '')}/auth/v1`
  const published = publishedKeys(`${issuer}/.well-known/jwks.json`, clock, onTrouble)
  const keys: JWTVerifyGetKey = async (header, token) => {
    try {
      return await published(header, token)
    } catch (error) {
      throw isOfTheKey(error) ? error : noKeys(error)
    }
  }
  const secret = jwtSecret === undefined ? undefined : new TextEncoder().encode(jwtSecret)

  return async (token: string): Promise<Claims> => {
    const options: JWTVerifyOptions = {
      issuer,
      audience: 'authenticated',
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(clock.now()),
    }
    try {
      const algorithm = token.length > LONGEST_TOKEN ? undefined : decodeProtectedHeader(token).alg
      // Each algorithm with its own kind of key: a public key must never serve as a secret.
      if (algorithm === 'HS256' && secret) {
        return claimsOf((await jwtVerify(token, secret, { ...options, algorithms: ['HS256'] })).payload)
      }
      if (algorithm !== 'ES256' && algorithm !== 'RS256') throw refused('It is not signed as it should be.')
      return claimsOf((await jwtVerify(token, keys, { ...options, algorithms: ['ES256', 'RS256'] })).payload)
    } catch (error) {
      throw told(error)
    }
  }
}

function claimsOf(payload: JWTPayload): Claims {
  const { sub = '', role } = payload
  if (!UUID.test(sub)) throw refused('It names no user.')
  if (role !== 'authenticated') throw refused('It is not a signed-in user’s.')
  if (!isKept(payload)) throw refused('What it claims is no proper Unicode text.')
  return { ...payload, sub, role }
}

/** Whether the database can be told all of it: policies read the claims there. */
function isKept(payload: JWTPayload): boolean {
  let isProper = true
  JSON.stringify(payload, (name, value: unknown) => {
    isProper &&= isProperText(name) && (typeof value !== 'string' || isProperText(value))
    return value
  })
  return isProper
}

/** Neither the token nor what it claims is in what is told: only what is wrong with it. */
function told(error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof errors.JWTExpired) return refused('It has expired.')
  if (error instanceof errors.JWTClaimValidationFailed) return refused(`Its claim ${error.claim} is not right.`)
  if (isOfTheKey(error) || error instanceof errors.JWSSignatureVerificationFailed) {
    return refused('Its signature is not right.')
  }
  return refused('It is malformed.')
}

/** Whether it is the token's own fault that there is no key for it, and not that of whoever keeps the keys. */
function isOfTheKey(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  )
}

function noKeys(cause: unknown): Failure {
  return new Failure('vendor', 'Access tokens cannot be checked now.', { cause, retryable: true })
}

function refused(why: string): Failure {
  return new Failure('auth', `The access token is not accepted. ${why}`, { hint: 'Sign in again.' })
}
