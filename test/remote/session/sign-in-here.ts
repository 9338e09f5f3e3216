import { openSession } from '../../../src/remote/session/open-session.ts'
import { signInWithPassword } from '../../../src/remote/session/sign-in.ts'
import type { Person } from '../../rig/cli.ts'
import { type AuthServer, EMAIL, PASSWORD } from './auth-server.ts'

/** A person's ytdub is signed in. */
export async function signIn({ home }: Person, { url, key }: AuthServer): Promise<void> {
  const session = openSession({ home, supabaseUrl: url, supabasePublishableKey: key }, { now: Date.now })
  await session.keep(await signInWithPassword(await session.client(), { email: EMAIL, password: PASSWORD }))
}
