import { decodeJwt } from 'jose'
import { Failure } from '../../failure.ts'

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
    throw new Failure('config', 'YTDUB_ACCESS_TOKEN is no access token.', { hint: 'Correct it or leave it out.' })
  }
}
