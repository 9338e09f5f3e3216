import type { Provider } from '@supabase/supabase-js'
import { Failure } from '../../failure.ts'
import type { AuthClient } from './auth-client.ts'
import { authFailure } from './auth-failure.ts'
import { type Callback, newState, readPasted } from './callback.ts'
import { openLoopback } from './loopback.ts'
import { sessionOf } from './sign-in.ts'
import type { StoredSession } from './stored-session.ts'

export type BrowserWish = {
  /** Who vouches for the person, as Supabase calls them: `google`, `github`, … */
  readonly provider: string
  /** Shows the address, and perhaps opens it. */
  readonly show: (address: string) => Promise<void>
  /** Waits for what a person pastes, where they are asked. Undefined when nothing will come. */
  readonly pasted?: (signal: AbortSignal) => Promise<string | undefined>
  /** Aborted when it has taken too long. */
  readonly deadline: AbortSignal
}

/**
 * Signs in with a browser, which comes back to this machine's loopback address, or, where it runs elsewhere, by what a
 * person pastes. The code that it brings is worth nothing without the verifier (PKCE), which never leaves this process.
 * @throws {Failure} `auth`, where it is refused or nobody comes.
 */
export async function signInWithBrowser(client: AuthClient, wish: BrowserWish): Promise<StoredSession> {
  const state = newState()
  await using loopback = await openLoopback(state)
  const { data, error } = await client.auth.signInWithOAuth({
    provider: wish.provider as Provider, // A project may have its own, `custom:…`.
    options: { redirectTo: loopback.address, skipBrowserRedirect: true },
  })
  if (error) throw authFailure(error, client)
  await wish.show(data.url)
  try {
    const callback = await firstOf(loopback.callback, wish, state)
    if ('refused' in callback) throw refusal(callback.refused)
    const session = sessionOf(await client.auth.exchangeCodeForSession(callback.code), client)
    await loopback.conclude({})
    return session
  } catch (error) {
    await loopback.conclude({ trouble: Failure.from(error).message })
    throw error
  }
}

async function firstOf(
  visited: Promise<Callback>,
  { pasted, deadline }: BrowserWish,
  state: string,
): Promise<Callback> {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, deadline])
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => reject(nobodyCame())
    if (deadline.aborted) giveUp()
    deadline.addEventListener('abort', giveUp, { once: true })
  })
  const typed = pasted?.(signal).then((text) => (text === undefined ? late : readPasted(text, state)))
  try {
    return await Promise.race([visited, late, ...(typed ? [typed] : [])])
  } finally {
    over.abort()
    typed?.catch(() => undefined) // Cut off, since the browser was there first.
  }
}

function nobodyCame(): Failure {
  return new Failure('auth', 'Nobody signed in: it took too long.', { hint: 'Begin anew: ytdub login --browser' })
}

function refusal(words: string): Failure {
  return new Failure('auth', `The sign-in was refused: ${words}.`.replace(/\.\.$/, '.'), {
    hint: 'Try again, or sign in with an e-mail code: ytdub login --email … --code',
  })
}
