import { randomBytes, timingSafeEqual } from 'node:crypto'
import { Failure } from '../../failure.ts'

/** What a browser brings back from signing in: a code to trade for a session, or why there is none. */
export type Callback = { readonly code: string } | { readonly refused: string }

/**
 * A secret in the address that a browser comes back to: who does not know it cannot bring a code of their own, with which
 * one would be signed in as somebody else.
 */
export function newState(): string {
  return randomBytes(24).toString('base64url')
}

export function pathFor(state: string): string {
  return `/signed-in/${state}`
}

/** What an address that a browser came back to says; undefined where it is not the one that was given out, or says nothing. */
export function readCallback({ pathname, searchParams }: URL, state: string): Callback | undefined {
  if (!isSame(pathname, pathFor(state))) return undefined
  const error = searchParams.get('error_description') ?? searchParams.get('error')
  if (error !== null) return { refused: error }
  const code = searchParams.get('code')
  return code ? { code } : undefined
}

/**
 * What a person has pasted: the whole address at which the browser ended, or the code in it alone.
 * @throws {Failure} `auth`, where the address belongs to another sign-in.
 */
export function readPasted(text: string, state: string): Callback {
  const callback = pastedIn(text, state)
  if (callback) return callback
  throw new Failure('auth', 'This is not the address at which this sign-in ends.', {
    hint: 'Begin anew with ytdub login --no-browser, and paste the whole address that the browser shows at the end.',
  })
}

/** Whether what a person has pasted may end this sign-in. A code is good for one try: what cannot be one is not tried. */
export function mayEnd(text: string, state: string): boolean {
  return pastedIn(text, state) !== undefined
}

function pastedIn(text: string, state: string): Callback | undefined {
  const pasted = text.trim()
  if (/^[\w.~-]{20,}$/.test(pasted)) return { code: pasted }
  return URL.canParse(pasted) ? readCallback(new URL(pasted), state) : undefined
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
