import type { AuthDesk } from './supabase-auth-desk.ts'
import type { Challenge } from './supabase-auth-flows.ts'
import { authRefusal, isAuthRefusal } from './supabase-auth-refusals.ts'
import type { SupabaseAnswer, SupabaseRequest } from './supabase-server-types.ts'

/** Loopback addresses are let in at any port; names, `localhost` among them, are not. */
const LOOPBACK = /^https?:\/\/(?:127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?(?:[/?#]|$)/
const CHALLENGE = /^[A-Za-z0-9._~-]{43,128}$/

/** GET /authorize: the provider is passed over, and the browser sent back at once. */
export async function authorize(desk: AuthDesk, { query }: SupabaseRequest): Promise<SupabaseAnswer> {
  const provider = query.get('provider') ?? ''
  if (!desk.providers.includes(provider))
    throw authRefusal('validation_failed', 'Unsupported provider: provider is not enabled')
  const challenge = challengeOf(query.get('code_challenge'), query.get('code_challenge_method'))
  const back = redirectOf(desk, query.get('redirect_to'))
  const happens = desk.atProvider()
  if ('error' in happens) {
    const { error, code, description } = happens
    return redirect(back, { error, error_code: code, error_description: description })
  }
  const user = desk.users.withEmail(happens.email) ?? (await desk.users.add({ provider, ...happens }))
  if (challenge) return redirect(back, { code: desk.flows.authCode(user.id, 'oauth', challenge) })
  return redirectWithSession(back, await desk.sessions.begin(user, 'oauth'))
}

/** GET /verify: the link in an e-mail. */
export async function followLink(desk: AuthDesk, { query }: SupabaseRequest): Promise<SupabaseAnswer> {
  const back = redirectOf(desk, query.get('redirect_to'))
  try {
    const { user: id, challenge } = desk.flows.redeem(({ hash }) => hash === query.get('token'))
    if (challenge) return redirect(back, { code: desk.flows.authCode(id, 'otp', challenge) })
    return redirectWithSession(back, await desk.sessions.begin(desk.users.withId(id)!, 'otp'))
  } catch (error) {
    if (!isAuthRefusal(error)) throw error
    return redirect(back, {
      error: 'access_denied',
      error_code: 'otp_expired',
      error_description: 'Email link is invalid or has expired',
    })
  }
}

/** @throws validation_failed where it is none that a client made rightly. */
export function challengeOf(challenge: unknown, method: unknown): Challenge | undefined {
  if (challenge == null || challenge === '') return undefined
  if (typeof challenge !== 'string' || !CHALLENGE.test(challenge))
    throw authRefusal('validation_failed', 'code challenge has to be between 43 and 128 characters')
  const plain = String(method).toLowerCase()
  if (plain !== 's256' && plain !== 'plain')
    throw authRefusal('validation_failed', 'PKCE flow requires code_challenge_method and code_challenge')
  return { challenge, method: plain }
}

/** Where people are sent in the end: where they asked, or to the site where that is not allowed. */
export function redirectOf({ siteUrl, allowedRedirects }: AuthDesk, asked: string | null): URL {
  const isAllowed = asked !== null && (LOOPBACK.test(asked) || allowedRedirects.includes(asked))
  return new URL(isAllowed ? asked : siteUrl)
}

function redirect(to: URL, said: Readonly<Record<string, string>>): SupabaseAnswer {
  for (const [name, value] of Object.entries(said)) to.searchParams.set(name, value)
  return { status: 302, headers: { location: to.href } }
}

/** Without PKCE the session itself is in the URL's fragment. */
function redirectWithSession(to: URL, session: Readonly<Record<string, unknown>>): SupabaseAnswer {
  const fields = ['access_token', 'expires_in', 'expires_at', 'refresh_token', 'token_type']
  to.hash = new URLSearchParams(fields.map((name) => [name, String(session[name])])).toString()
  return { status: 302, headers: { location: to.href } }
}
