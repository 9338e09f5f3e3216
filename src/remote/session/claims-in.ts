import { decodeJwt } from 'jose'
import { Failure } from '../../failure.ts'
import { GIVEN_ANEW, GIVEN_BY } from './given-token.ts'

/** What an access token says of whom it is for. Only shown: who checks it is the server. */
export function claimsIn(token: string) {
  try {
    const { sub, email, exp } = decodeJwt<{ readonly email?: unknown }>(token)
    return {
      id: sub ?? null,
      email: typeof email === 'string' && email !== '' ? email : null,
      expiresAt: exp === undefined ? null : exp * 1000,
    }
  } catch {
    // Without its cause: that may quote the token.
    throw new Failure('auth', `${GIVEN_BY} is no access token.`, { hint: GIVEN_ANEW })
  }
}
