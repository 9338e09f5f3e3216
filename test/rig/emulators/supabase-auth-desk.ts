import type { AuthFlows, SentMail } from './supabase-auth-flows.ts'
import type { AuthSessions } from './supabase-auth-sessions.ts'
import type { AuthUsers, NewUser } from './supabase-auth-users.ts'
import type { SupabaseKeys } from './supabase-keys.ts'

/** What happens in the browser when somebody is sent to a provider: who signs in, or what the provider says instead. */
export type AtProvider = NewUser | { readonly error: string; readonly code: string; readonly description: string }

/** What every route of Auth works with. */
export type AuthDesk = {
  /** `http://127.0.0.1:PORT/auth/v1` */
  readonly url: string
  readonly anonKey: string
  readonly secretKey: string
  readonly keys: SupabaseKeys
  readonly users: AuthUsers
  readonly sessions: AuthSessions
  readonly flows: AuthFlows
  readonly sendMail: (mail: SentMail) => void
  /** Where people are sent whose redirect is not allowed. */
  readonly siteUrl: string
  readonly allowedRedirects: readonly string[]
  readonly providers: readonly string[]
  readonly atProvider: () => AtProvider
}
