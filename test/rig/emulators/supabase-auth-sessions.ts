import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../../../src/clock.ts'
import { authRefusal } from './supabase-auth-refusals.ts'
import { type AuthUsers, type EmulatedUser, shownUser } from './supabase-auth-users.ts'
import type { SupabaseKeys } from './supabase-keys.ts'

export type AuthMethod = 'password' | 'otp' | 'oauth'
export type LogoutScope = 'global' | 'local' | 'others'

export type SessionSettings = {
  /** How long an access token is good: of those given from now on. */
  accessTokenSeconds: number
  /** For how long a refresh token that was used may be used again (10, as hosted), e.g. by a second tab. */
  refreshReuseSeconds: number
  /**
   * True: a token that was used is never taken again. Real servers take the one before the newest, since a client may not
   * have heard of the newest.
   */
  isReuseStrict: boolean
}

/** What a client is given, in the words of the wire. */
type GivenSession = {
  readonly access_token: string
  readonly token_type: 'bearer'
  readonly expires_in: number
  readonly expires_at: number
  readonly refresh_token: string
  readonly user: ReturnType<typeof shownUser>
}

export type AuthSessions = {
  readonly begin: (user: EmulatedUser, method: AuthMethod) => Promise<GivenSession>
  readonly refresh: (refreshToken: string) => Promise<GivenSession>
  /** Who an access token is of. @throws bad_jwt, session_not_found */
  readonly whose: (accessToken: string) => Promise<{ readonly user: EmulatedUser; readonly session: string }>
  readonly end: (user: string, session: string, scope: LogoutScope) => void
}

type Session = {
  readonly id: string
  readonly user: string
  readonly method: AuthMethod
  readonly startedAt: number
  /** The refresh token that is good now, and the one before it. */
  current: string | undefined
  before: string | undefined
}
type Used = { readonly session: string; usedAt: number | undefined }

/** Sessions with access tokens and refresh tokens, each of which is good once. */
export function authSessions(
  { keys, clock, users, issuer }: { keys: SupabaseKeys; clock: Clock; users: AuthUsers; issuer: string },
  settings: SessionSettings,
): AuthSessions {
  const sessions = new Map<string, Session>()
  const tokens = new Map<string, Used>()

  const issue = async (user: EmulatedUser, session: Session, refreshToken: string): Promise<GivenSession> => {
    const now = Math.floor(clock.now() / 1000)
    const exp = now + settings.accessTokenSeconds
    const { app_metadata, user_metadata } = shownUser(user)
    const access_token = await keys.sign({
      iss: issuer,
      sub: user.id,
      aud: 'authenticated',
      exp,
      iat: now,
      email: user.email,
      phone: '',
      app_metadata,
      user_metadata,
      role: 'authenticated',
      aal: 'aal1',
      amr: [{ method: session.method, timestamp: Math.floor(session.startedAt / 1000) }],
      session_id: session.id,
      is_anonymous: false,
    })
    const expires_in = settings.accessTokenSeconds
    return {
      access_token,
      token_type: 'bearer',
      expires_in,
      expires_at: exp,
      refresh_token: refreshToken,
      user: shownUser(user),
    }
  }
  const next = (session: Session): string => {
    const token = randomBytes(9).toString('base64url')
    tokens.set(token, { session: session.id, usedAt: undefined })
    session.before = session.current
    session.current = token
    return token
  }

  return {
    async begin(user, method) {
      if (user.isBanned) throw authRefusal('user_banned')
      const startedAt = clock.now()
      const session = { id: randomUUID(), user: user.id, method, startedAt, current: undefined, before: undefined }
      sessions.set(session.id, session)
      return issue(user, session, next(session))
    },
    async refresh(refreshToken) {
      const token = tokens.get(refreshToken)
      const session = sessions.get(token?.session ?? '')
      const user = users.withId(session?.user ?? '')
      if (!token || !session || !user) throw authRefusal('refresh_token_not_found')
      if (refreshToken === session.current) {
        token.usedAt = clock.now()
        return issue(user, session, next(session))
      }
      const isEarly = clock.now() <= (token.usedAt ?? 0) + settings.refreshReuseSeconds * 1000
      const mayAgain = !settings.isReuseStrict && (refreshToken === session.before || isEarly)
      if (mayAgain && session.current) return issue(user, session, session.current)
      // Somebody else holds it: the whole family is of no use from now on.
      session.current = undefined
      session.before = undefined
      throw authRefusal('refresh_token_already_used')
    },
    async whose(accessToken) {
      const claims = await keys.verify(accessToken).catch((error: unknown) => {
        const why =
          error instanceof Error && error.message.includes('"exp"') ? 'token is expired' : 'signature is invalid'
        throw authRefusal('bad_jwt', `invalid JWT: unable to parse or verify signature, token ${why}`)
      })
      const user = users.withId(claims.sub ?? '')
      if (user === undefined) throw authRefusal('user_not_found')
      const session = String(claims['session_id'])
      if (!sessions.has(session)) throw authRefusal('session_not_found')
      return { user, session }
    },
    end(user, session, scope) {
      for (const { id, user: owner } of sessions.values()) {
        if (owner === user && (scope === 'global' || (scope === 'local') === (id === session))) sessions.delete(id)
      }
    },
  }
}
