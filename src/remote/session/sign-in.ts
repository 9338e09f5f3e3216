import type { Session } from '@supabase/supabase-js'
import { Failure } from '../../failure.ts'
import type { AuthClient } from './auth-client.ts'
import { type AuthTrouble, authFailure } from './auth-failure.ts'
import type { StoredSession } from './stored-session.ts'

type Answer = { readonly data: { readonly session: Session | null }; readonly error: AuthTrouble | null }

/** @throws {Failure} `auth`, where they are refused; `vendor`, where the server does not answer. */
export async function signInWithPassword(
  client: AuthClient,
  credentials: { readonly email: string; readonly password: string },
): Promise<StoredSession> {
  return sessionOf(await client.auth.signInWithPassword(credentials), client)
}

/** Has a code sent to an e-mail address. */
export async function sendCode(client: AuthClient, email: string): Promise<void> {
  const { error } = await client.auth.signInWithOtp({ email })
  if (error) throw authFailure(error, client)
}

/** Signs in with the code that was sent. It may have been asked for by another process. */
export async function signInWithCode(
  client: AuthClient,
  { email, code }: { readonly email: string; readonly code: string },
): Promise<StoredSession> {
  return sessionOf(await client.auth.verifyOtp({ email, token: code, type: 'email' }), client)
}

/** The session in an answer of Supabase's client, as it is kept. */
export function sessionOf({ data: { session }, error }: Answer, client: AuthClient): StoredSession {
  if (error) throw authFailure(error, client)
  if (!session?.expires_at) throw new Failure('vendor', `${client.project.url} answered without a session.`)
  const { access_token: accessToken, refresh_token: refreshToken, expires_at, user } = session
  const { id, email } = user
  return { url: client.project.url, accessToken, refreshToken, expiresAt: expires_at * 1000, id, email: email ?? null }
}
