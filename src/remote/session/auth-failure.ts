import { Failure } from '../../failure.ts'
import type { AuthClient } from './auth-client.ts'
import { GIVEN_UP } from './patient-fetch.ts'

/** What went wrong, as Supabase's client tells it. */
export type AuthTrouble = {
  readonly name: string
  readonly message: string
  readonly status?: number | undefined
  readonly code?: unknown
}

/** What a trouble with signing in means to a person. Codes: https://supabase.com/docs/guides/auth/debugging/error-codes */
export function authFailure(trouble: AuthTrouble, { project, retryAfter }: AuthClient): Failure {
  const { message, status, code } = trouble
  const cause = trouble
  const known = typeof code === 'string' ? TROUBLES[code] : undefined
  if (status === 429 || code === 'over_email_send_rate_limit') return tooMany(code, retryAfter(), cause)
  if (isUnreached(trouble)) {
    const told = status ? ` (${status})` : ''
    return new Failure('vendor', `The sign-in server ${project.url} does not answer${status === 599 ? '' : told}.`, {
      hint: 'Check the network and SUPABASE_URL, and try again.',
      retryable: true,
      cause,
    })
  }
  if (known) return new Failure('auth', known.message, { hint: known.hint, cause })
  if (status === 401 || code === 'no_authorization') {
    return new Failure('auth', `${project.url} refuses the key in SUPABASE_PUBLISHABLE_KEY.`, {
      hint: 'Copy the publishable key from the project’s settings, under API keys.',
      cause,
    })
  }
  return new Failure('auth', `The sign-in was refused: ${message}`, { hint: AGAIN, cause })
}

const AGAIN = 'Sign in with: ytdub login'

type Told = { readonly message: string; readonly hint: string }

const EXPIRED: Told = { message: 'The session has ended.', hint: 'Sign in again: ytdub login' }
const STALE: Told = {
  message: 'This sign-in has expired, or was begun elsewhere.',
  hint: 'Begin anew: ytdub login --browser',
}

/** Codes after which a session is gone for good. */
const ENDED = {
  refresh_token_not_found: EXPIRED,
  refresh_token_already_used: EXPIRED,
  session_not_found: EXPIRED,
  session_expired: EXPIRED,
  user_not_found: { message: 'This account is no longer there.', hint: AGAIN },
  user_banned: { message: 'This account is locked.', hint: 'Ask whoever runs the service.' },
} as const satisfies { readonly [code: string]: Told }

const TROUBLES: { readonly [code: string]: Told } = {
  ...ENDED,
  invalid_credentials: {
    message: 'The e-mail address or the password is wrong.',
    hint: 'To have a code sent instead: ytdub login --email … --code',
  },
  email_not_confirmed: {
    message: 'This e-mail address is not confirmed yet.',
    hint: 'Follow the link in the mail that you were sent, and sign in again.',
  },
  otp_expired: {
    message: 'The code is wrong or has expired.',
    hint: 'To try it again: ytdub login --email … --code CODE\nTo have a new one sent: ytdub login --email … --code',
  },
  otp_disabled: {
    message: 'There is no account with this e-mail address.',
    hint: 'Ask whoever runs the service for one.',
  },
  signup_disabled: {
    message: 'There is no account with this e-mail address.',
    hint: 'Ask whoever runs the service for one.',
  },
  bad_code_verifier: STALE,
  flow_state_not_found: STALE,
  flow_state_expired: STALE,
  flow_state_already_used: STALE,
  pkce_code_verifier_not_found: STALE,
  email_address_invalid: {
    message: 'The server does not accept this e-mail address.',
    hint: 'Correct it: ytdub login --email …',
  },
}

/** Whether the session that was to be refreshed is gone for good, and not the network, the key or the hour to blame. */
export function endsSession({ name, code, message, status }: AuthTrouble): boolean {
  if (typeof code === 'string') return Object.hasOwn(ENDED, code)
  // The client's word for session_not_found; and servers from before there were codes.
  return name === 'AuthSessionMissingError' || (status === 400 && message.startsWith('Invalid Refresh Token'))
}

function isUnreached({ name, status, code }: AuthTrouble): boolean {
  return name === 'AuthRetryableFetchError' || code === GIVEN_UP || (status !== undefined && status >= 500)
}

function tooMany(code: unknown, wait: number | undefined, cause: unknown): Failure {
  const what =
    code === 'over_email_send_rate_limit' ? 'No further mail is sent' : 'The sign-in server takes no further requests'
  const when = wait === undefined ? 'in a minute' : `in ${Math.max(1, Math.ceil(wait / 1000))} s`
  return new Failure('vendor', `${what} for now.`, { hint: `Try again ${when}.`, retryable: true, cause })
}
