import { expect, test } from 'vitest'
import { openAuthClient } from '../../../src/remote/session/auth-client.ts'
import { type AuthTrouble, authFailure, endsSession } from '../../../src/remote/session/auth-failure.ts'
import { settableClock } from '../../rig/settable-clock.ts'

const client = await openAuthClient({ url: 'http://project.test', key: 'sb_publishable_x' }, settableClock())
const trouble = (more: Partial<AuthTrouble>): AuthTrouble => ({ name: 'AuthApiError', message: 'words', ...more })

test.each([
  [{ status: 400, code: 'invalid_credentials' }, 'auth', /password is wrong/],
  [{ status: 400, code: 'email_not_confirmed' }, 'auth', /not confirmed/],
  [{ status: 403, code: 'otp_expired' }, 'auth', /expired/],
  [{ status: 422, code: 'otp_disabled' }, 'auth', /no account/],
  [{ status: 400, code: 'bad_code_verifier' }, 'auth', /begun elsewhere/],
  [{ status: 400, code: 'flow_state_already_used' }, 'auth', /begun elsewhere/],
  [{ status: 403, code: 'user_banned' }, 'auth', /locked/],
  [{ status: 401 }, 'auth', /^http:\/\/project.test refuses the key in SUPABASE_PUBLISHABLE_KEY\.$/],
  [{ status: 422, code: 'new_code' }, 'auth', /refused: words$/],
  [{ status: 429, code: 'over_request_rate_limit' }, 'vendor', /no further requests/],
  [{ status: 429, code: 'over_email_send_rate_limit' }, 'vendor', /No further mail/],
  [{ status: 500 }, 'vendor', /does not answer \(500\)/],
  [{ status: 599, code: 'given_up' }, 'vendor', /does not answer\.$/],
  [{ name: 'AuthRetryableFetchError', status: 0 }, 'vendor', /does not answer\.$/],
])('%j', (told, code, message) => {
  const failure = authFailure(trouble(told), client)
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message), hint: expect.stringMatching(/\w/) })
  expect(failure.retryable).toBe(code === 'vendor')
  expect(failure.message).not.toContain('sb_publishable_x')
})

test.each([
  [{ status: 400, code: 'refresh_token_not_found' }, true],
  [{ status: 400, code: 'refresh_token_already_used' }, true],
  [{ name: 'AuthSessionMissingError', status: 400 }, true],
  [{ status: 403, code: 'user_banned' }, true],
  [{ status: 400, message: 'Invalid Refresh Token: Already Used' }, true],
  [{ status: 400, code: 'validation_failed' }, false],
  [{ status: 401 }, false],
  [{ status: 404 }, false],
  [{ status: 429, code: 'over_request_rate_limit' }, false],
  [{ status: 599, code: 'given_up' }, false],
  [{ name: 'AuthRetryableFetchError', status: 503 }, false],
])('%j ends a session: %s', (told, ends) => {
  expect(endsSession(trouble(told))).toBe(ends)
})
