import { systemClock } from '../../../src/clock.ts'
import type { WordedFault } from './faults.ts'
import type { AtProvider, AuthDesk } from './supabase-auth-desk.ts'
import { authFlows, type SentMail } from './supabase-auth-flows.ts'
import { authRefusal, isAuthRefusal, toldRefusal } from './supabase-auth-refusals.ts'
import { answerAuth } from './supabase-auth-routes.ts'
import { authSessions, type SessionSettings } from './supabase-auth-sessions.ts'
import { type AccountsPool, authUsers, type EmulatedUser, type NewUser } from './supabase-auth-users.ts'
import { supabaseJson } from './supabase-json.ts'
import { type SupabaseKeys, supabaseKeys } from './supabase-keys.ts'
import { EMULATED_PUBLISHABLE_KEY, EMULATED_SECRET_KEY, type SupabaseOptions } from './supabase-options.ts'
import { openSupabaseServer } from './supabase-server.ts'
import type { SupabaseAnswer, SupabaseEmulator, SupabasePart, SupabaseRequest } from './supabase-server-types.ts'

export type AuthOptions = SupabaseOptions &
  Partial<SessionSettings> & {
    /** Accounts get a row in auth.users there. */
    readonly pool?: AccountsPool
    /** Told of each e-mail. */
    readonly onMail?: (mail: SentMail) => void
    readonly siteUrl?: string
    /** Beside loopback addresses, which are always allowed. */
    readonly allowedRedirects?: readonly string[]
    readonly providers?: readonly string[]
  }

/** What a test can do with accounts that a client cannot. */
export type AuthHandle = {
  readonly addUser: (user: NewUser) => Promise<EmulatedUser>
  /** E-mails sent, oldest first. */
  readonly mails: readonly SentMail[]
  /** Settable at any time. */
  readonly session: SessionSettings
  /** What happens at the provider from now on: who signs in, or its error. */
  readonly atProvider: (happens: AtProvider) => void
  /** An access token for an account as it would get by signing in: with a session of its own. */
  readonly tokenFor: (user: EmulatedUser) => Promise<string>
  readonly issuer: string
  readonly keys: SupabaseKeys
  readonly anonKey: string
  readonly secretKey: string
}

export type SupabaseAuth = SupabaseEmulator & AuthHandle

/** Starts a Supabase Auth on loopback, at /auth/v1. */
export async function startAuth(options: AuthOptions = {}): Promise<SupabaseAuth> {
  const { anonKey = EMULATED_PUBLISHABLE_KEY, secretKey = EMULATED_SECRET_KEY, clock = systemClock } = options
  const keys = options.keys ?? (await supabaseKeys(clock, options))
  const server = await openSupabaseServer(options)
  const auth = authBehind(server.url, { ...options, anonKey, secretKey, clock, keys })
  server.serve(auth.part)
  return Object.assign(server, auth.handle)
}

/** Auth as one part of a project. */
export function authBehind(
  url: string,
  options: AuthOptions & Required<Pick<SupabaseOptions, 'anonKey' | 'secretKey' | 'clock' | 'keys'>>,
): { readonly part: SupabasePart; readonly handle: AuthHandle } {
  const { anonKey, secretKey, clock, keys } = options
  const issuer = `${url}/auth/v1`
  const { accessTokenSeconds = 3600, refreshReuseSeconds = 10, isReuseStrict = false } = options
  const session: SessionSettings = { accessTokenSeconds, refreshReuseSeconds, isReuseStrict }
  const users = authUsers(clock, options.pool)
  let happens: AtProvider = { email: 'someone@example.com' }
  const mails: SentMail[] = []
  const desk: AuthDesk = {
    url: issuer,
    anonKey,
    secretKey,
    keys,
    users,
    sessions: authSessions({ keys, clock, users, issuer }, session),
    flows: authFlows(clock),
    sendMail(mail) {
      mails.push(mail)
      options.onMail?.(mail)
    },
    siteUrl: options.siteUrl ?? 'http://localhost:3000',
    allowedRedirects: options.allowedRedirects ?? [],
    providers: options.providers ?? ['github', 'google'],
    atProvider: () => happens,
  }
  return {
    part: { prefix: '/auth/v1', answer: (request) => answer(desk, request), say: worded },
    handle: {
      addUser: users.add,
      mails,
      session,
      atProvider(now) {
        happens = now
      },
      tokenFor: async (user) => (await desk.sessions.begin(user, 'password')).access_token,
      issuer,
      keys,
      anonKey,
      secretKey,
    },
  }
}

async function answer(desk: AuthDesk, request: SupabaseRequest): Promise<SupabaseAnswer> {
  try {
    return await answerAuth(desk, request)
  } catch (error) {
    if (!isAuthRefusal(error)) throw error
    return toldRefusal(error, request)
  }
}

function worded(fault: WordedFault, request: SupabaseRequest): SupabaseAnswer {
  switch (fault.kind) {
    case 'too-many': {
      const code = request.route === '/otp' ? 'over_email_send_rate_limit' : 'over_request_rate_limit'
      return toldRefusal(authRefusal(code), request)
    }
    case 'status':
      if (fault.status === 503) return supabaseJson({ message: 'name resolution failed' }, 503) // The gateway's.
      return toldRefusal(authRefusal('unexpected_failure'), request)
    case 'expired-key':
      return supabaseJson(
        { message: 'Invalid API key', hint: 'Double check your Supabase `anon` or `service_role` API key.' },
        401,
      )
    default:
      return supabaseJson({})
  }
}
