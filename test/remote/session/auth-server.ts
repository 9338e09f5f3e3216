import type { Clock } from '../../../src/clock.ts'
import { startAuth } from '../../rig/emulators/supabase-auth.ts'

export const PASSWORD = 'correct horse battery staple'
export const EMAIL = 'ada@example.org'

/** A Supabase Auth with one account, and what the tests of a session ask of it. */
export async function startAuthServer(clock: Clock = { now: Date.now }) {
  const auth = await startAuth({ clock })
  await auth.addUser({ email: EMAIL, password: PASSWORD })
  auth.atProvider({ email: EMAIL })
  const callsOf = (path: string) => auth.calls.filter((call) => call.path === `/auth/v1${path}`)
  return Object.assign(auth, {
    key: auth.anonKey,
    env: { SUPABASE_URL: auth.url, SUPABASE_PUBLISHABLE_KEY: auth.anonKey },
    callsOf,
    refreshes: () => callsOf('/token').filter(({ query }) => query.get('grant_type') === 'refresh_token'),
    /** Somebody else uses a refresh token, so that it is of no use any more. */
    async spend(refreshToken: string): Promise<void> {
      auth.session.isReuseStrict = true
      auth.session.refreshReuseSeconds = -1
      const answer = await fetch(`${auth.url}/auth/v1/token?grant_type=refresh_token`, {
        method: 'POST',
        headers: { apikey: auth.anonKey },
        body: JSON.stringify({ refresh_token: refreshToken }),
      })
      if (!answer.ok) throw new Error(`It was of no use before: ${answer.status}`)
    },
  })
}

export type AuthServer = Awaited<ReturnType<typeof startAuthServer>>
