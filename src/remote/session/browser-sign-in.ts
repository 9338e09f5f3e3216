import type { Provider } from '@supabase/supabase-js'
import { Failure } from '../../failure.ts'
import type { AuthClient } from './auth-client.ts'
import { authFailure } from './auth-failure.ts'
import { type Callback, mayEnd, newState, readPasted } from './callback.ts'
import { openLoopback } from './loopback.ts'
import { sessionOf } from './sign-in.ts'
import type { StoredSession } from './stored-session.ts'

export type BrowserWish = {
  /** Who vouches for the person, as Supabase calls them: `google`, `github`, … */
  readonly provider: string
  /** Shows the address, and perhaps opens it. */
  readonly show: (address: string) => Promise<void>
  /** The command that begins another one. */
  readonly again: string
  /**
   * Waits for what a person pastes, where they are asked, perhaps again where it may not end this sign-in. Undefined when
   * nothing will come.
   */
  readonly pasted?: (signal: AbortSignal, mayEnd: (text: string) => boolean) => Promise<string | undefined>
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
    const { callback, isPasted } = await firstOf(loopback.callback, wish, state)
    if ('refused' in callback) throw refusal(callback.refused)
    const session = await exchanged(callback.code, client).catch((error: unknown) => {
      throw notTaken(Failure.from(error), isPasted, wish.again)
    })
    await loopback.conclude({})
    return session
  } catch (error) {
    await loopback.conclude({ trouble: Failure.from(error).message })
    throw error
  }
}

async function exchanged(code: string, client: AuthClient): Promise<StoredSession> {
  return sessionOf(await client.auth.exchangeCodeForSession(code), client)
}

/** What a code that the server refuses means depends on how it came here. */
function notTaken(failure: Failure, isPasted: boolean, again: string): Failure {
  const { code, message, cause } = failure
  if (code !== 'auth') return failure
  if (!isPasted) return new Failure('auth', message, { hint: `Begin anew: ${again}`, cause })
  return new Failure('auth', 'What was pasted is not the code of this sign-in, or it has expired.', {
    hint: `Begin anew with ${again}, and paste the whole address that the browser shows at the end.`,
    cause,
  })
}

type Came = { readonly callback: Callback; readonly isPasted: boolean }

async function firstOf(
  visited: Promise<Callback>,
  { pasted, deadline, again }: BrowserWish,
  state: string,
): Promise<Came> {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, deadline])
  const late = new Promise<never>((_, reject) => {
    const giveUp = () => reject(nobodyCame(again))
    if (deadline.aborted) giveUp()
    deadline.addEventListener('abort', giveUp, { once: true })
  })
  const typed = pasted?.(signal, (text) => mayEnd(text, state)).then((text) =>
    text === undefined ? late : { callback: readPasted(text, state), isPasted: true },
  )
  const came = visited.then((callback) => ({ callback, isPasted: false }))
  try {
    return await Promise.race([came, late, ...(typed ? [typed] : [])])
  } finally {
    over.abort()
    typed?.catch(() => undefined) // Cut off, since the browser was there first.
  }
}

function nobodyCame(again: string): Failure {
  return new Failure('auth', 'Nobody signed in: it took too long.', { hint: `Begin anew: ${again}` })
}

function refusal(words: string): Failure {
  return new Failure('auth', `The sign-in was refused: ${words}.`.replace(/\.\.$/, '.'), {
    hint: 'Try again, or sign in with an e-mail code: ytdub login --email … --code',
  })
}
