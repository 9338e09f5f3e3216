import { createHash, randomInt, randomUUID } from 'node:crypto'
import type { Clock } from '../../../src/clock.ts'
import { authRefusal } from './supabase-auth-refusals.ts'
import type { AuthMethod } from './supabase-auth-sessions.ts'

export type Challenge = { readonly challenge: string; readonly method: string }

/** An e-mail that was sent: nobody gets it but the test. */
export type SentMail = { readonly to: string; readonly token: string; readonly link: string }

export type AuthFlows = {
  /** A code for whoever knows the verifier. */
  readonly authCode: (user: string, method: AuthMethod, challenge: Challenge) => string
  /** @throws flow_state_not_found, flow_state_expired, bad_code_verifier */
  readonly exchange: (code: string, verifier: string) => { readonly user: string; readonly method: AuthMethod }
  /** A six-digit token for an e-mail, and its hash for the link in it. */
  readonly oneTime: (
    user: string,
    challenge: Challenge | undefined,
  ) => { readonly token: string; readonly hash: string }
  /** Good once. @throws otp_expired */
  readonly redeem: (
    isIt: (one: { readonly user: string; readonly token: string; readonly hash: string }) => boolean,
  ) => { readonly user: string; readonly challenge: Challenge | undefined }
}

type Flow = Challenge & { readonly user: string; readonly by: AuthMethod; readonly since: number }
type OneTime = {
  readonly user: string
  readonly token: string
  readonly hash: string
  readonly challenge: Challenge | undefined
  readonly since: number
}

const FLOW_MS = 5 * 60_000
const OTP_MS = 60 * 60_000

/** Sign-ins that take more than one request: codes of PKCE, and tokens sent by e-mail. */
export function authFlows(clock: Clock): AuthFlows {
  const flows = new Map<string, Flow>()
  let oneTimes: OneTime[] = []
  return {
    authCode(user, by, challenge) {
      const code = randomUUID()
      flows.set(code, { ...challenge, user, by, since: clock.now() })
      return code
    },
    exchange(code, verifier) {
      const flow = flows.get(code)
      if (flow === undefined) throw authRefusal('flow_state_not_found')
      if (clock.now() > flow.since + FLOW_MS) throw authRefusal('flow_state_expired')
      const shown = flow.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url')
      if (shown !== flow.challenge) throw authRefusal('bad_code_verifier')
      flows.delete(code)
      return { user: flow.user, method: flow.by }
    },
    oneTime(user, challenge) {
      const token = String(randomInt(1_000_000)).padStart(6, '0')
      const hash = createHash('sha224').update(`${user}${token}`).digest('hex')
      // The newest alone is good.
      oneTimes = oneTimes.filter((one) => one.user !== user)
      oneTimes.push({ user, token, hash, challenge, since: clock.now() })
      return { token, hash }
    },
    redeem(isIt) {
      const found = oneTimes.find((one) => isIt(one) && clock.now() <= one.since + OTP_MS)
      if (found === undefined) throw authRefusal('otp_expired')
      oneTimes = oneTimes.filter((one) => one !== found)
      return found
    },
  }
}
