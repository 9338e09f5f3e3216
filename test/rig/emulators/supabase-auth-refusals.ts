import type { RequestHead } from './emulated.ts'
import { supabaseJson } from './supabase-json.ts'
import type { SupabaseAnswer } from './supabase-server-types.ts'

/**
 * Why Auth refuses: its codes, with status and words. Read against Supabase's own `@supabase/lite` 0.10.0 (alpha), which has
 * the same codes with the same status, but for `user_banned` (403) and some of `validation_failed` (422), and words
 * `otp_expired` as for a link.
 */
const REFUSALS = {
  invalid_credentials: [400, 'Invalid login credentials'],
  email_not_confirmed: [400, 'Email not confirmed'],
  otp_expired: [403, 'Token has expired or is invalid'],
  otp_disabled: [422, 'Signups not allowed for otp'],
  refresh_token_not_found: [400, 'Invalid Refresh Token: Refresh Token Not Found'],
  refresh_token_already_used: [400, 'Invalid Refresh Token: Already Used'],
  session_expired: [400, 'Invalid Refresh Token: Session Expired'],
  session_not_found: [403, 'Session from session_id claim in JWT does not exist'],
  user_not_found: [403, 'User from sub claim in JWT does not exist'],
  user_banned: [400, 'User is banned'],
  bad_jwt: [403, 'invalid JWT: unable to parse or verify signature, token signature is invalid'],
  no_authorization: [401, 'This endpoint requires a valid Bearer token'],
  bad_code_verifier: [400, 'code challenge does not match previously saved code verifier'],
  flow_state_not_found: [404, 'invalid flow state, no valid flow state found'],
  flow_state_expired: [422, 'invalid flow state, flow state has expired'],
  validation_failed: [400, 'Invalid request'],
  bad_json: [400, 'Could not parse request body as JSON'],
  over_request_rate_limit: [429, 'Request rate limit reached'],
  over_email_send_rate_limit: [429, 'email rate limit exceeded'],
  unexpected_failure: [500, 'Unexpected failure, please check server logs for more information'],
} as const

export type AuthCode = keyof typeof REFUSALS
export type AuthRefusal = Error & { readonly authCode: AuthCode; readonly status: number }

const VERSIONED_SINCE = '2024-01-01'

/** What is thrown wherever Auth refuses. `message` replaces the usual words. */
export function authRefusal(authCode: AuthCode, message?: string): AuthRefusal {
  const [status, words] = REFUSALS[authCode]
  return Object.assign(new Error(message ?? words), { authCode, status })
}

export function isAuthRefusal(error: unknown): error is AuthRefusal {
  return error instanceof Error && 'authCode' in error
}

/** A refusal in words for today's clients or for those that do not say which API they speak. */
export function toldRefusal({ authCode, status, message }: AuthRefusal, { headers }: RequestHead): SupabaseAnswer {
  const version = headers['x-supabase-api-version']
  const always = { 'x-sb-error-code': authCode }
  return typeof version === 'string' && version >= VERSIONED_SINCE
    ? supabaseJson({ code: authCode, message }, status, { ...always, 'x-supabase-api-version': VERSIONED_SINCE })
    : supabaseJson({ code: status, error_code: authCode, msg: message }, status, always)
}
