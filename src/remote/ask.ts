import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { Failure } from '../failure.ts'
import { backoff } from './backoff.ts'
import { notUnderstood, refusal, statusOf, unreachable } from './refusal.ts'
import { GIVEN_ANEW } from './session/given-token.ts'
import { waitAskedFor } from './wait-asked-for.ts'

/** Whom to ask, and in whose name. */
export type Access = {
  /** Where the API is, e.g. `https://api.example.com`. */
  readonly url: string
  /** An access token; with `fresh`, another than the last one, which was refused. */
  readonly token: (options?: { readonly fresh?: boolean }) => Promise<string>
  /** The variable of the environment that gives the token; undefined where it is a session's. */
  readonly variable?: string | undefined
  /** Waits so many milliseconds before something is tried again. Tests need not. */
  readonly wait?: Wait | undefined
  /** Told, once for each question, that an answer is long in coming, and whose. */
  readonly onSilence?: ((of: Answering) => void) | undefined
}

/** Who has to answer: who signs people in, before anything can be asked, or the API. */
type Answering = 'sign-in' | 'service'

export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

export type Question = {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Beneath the API's address, as `/api/jobs`. */
  readonly path: string
  readonly body?: unknown
  readonly headers?: { readonly [name: string]: string }
  readonly signal: AbortSignal
  /** Whether asking twice does what asking once does. */
  readonly repeatable: boolean
  /** Milliseconds in which the answer has to be there, where it takes longer than usual. */
  readonly deadline?: number | undefined
  /** How often it is tried, where that may help. */
  readonly tries?: number | undefined
}

const TRIES = 5
/** Milliseconds after which a person is told that there is no answer yet. A check of what was uploaded takes long by itself. */
const SILENCE = 4000
/** Milliseconds in which an answer has to be there; of a stream, in which it has to begin. */
const DEADLINE = 30_000
/** Milliseconds. Whoever asks for more has a day's limit in mind: a person should know. */
const LONGEST_WAIT = 60_000

/**
 * Asks the API, again where that may help, and reads its answer.
 * @throws {Failure} what it refuses, or that it cannot be reached; `statusOf` tells which.
 */
export async function ask<Answer>(access: Access, question: Question, schema: z.ZodType<Answer>): Promise<Answer> {
  const { tries = TRIES, deadline = DEADLINE, signal, repeatable } = question
  using silence = watchForSilence(access, question)
  for (let attempt = 1; ; attempt += 1) {
    const once = { ...question, signal: AbortSignal.any([signal, AbortSignal.timeout(deadline)]) }
    const asked = await askOnce(access, once, silence.of)
    if ('text' in asked) return read(asked.text, schema, access.url)
    if (signal.aborted && !isTimeout(signal.reason))
      throw new Failure('interrupted', 'Stopped.', { cause: signal.reason })
    const { failure, wait = backoff(attempt) } = asked
    // Whoever is told to come back later has not been served.
    const mayRepeat = repeatable || statusOf(failure) === 429 || statusOf(failure) === 503
    if (!failure.retryable || !mayRepeat || attempt >= tries || wait > LONGEST_WAIT) throw failure
    await (access.wait ?? pause)(wait, signal)
  }
}

/** Asks for a stream, once. @returns the answer as soon as it begins. @throws {Failure} likewise. */
export async function askForStream(access: Access, question: Question): Promise<Response> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), DEADLINE)
  try {
    const signal = AbortSignal.any([question.signal, late.signal])
    const response = await send(access, { ...question, signal })
    if (response.ok) return response
    throw refused(response.status, await response.text(), access)
  } catch (error) {
    if (question.signal.aborted) throw new Failure('interrupted', 'Stopped.', { cause: error })
    throw error instanceof Failure ? error : unreachable(access.url, error)
  } finally {
    clearTimeout(timer)
  }
}

export const pause: Wait = async (ms, signal) => {
  await sleep(ms, undefined, { signal })
}

type Silence = Disposable & { readonly of: (answering: Answering) => void }

/** Where the API may take its time, as it says by a deadline of its own, only who signs people in is waited for. */
function watchForSilence({ onSilence, wait = pause }: Access, { signal, deadline }: Question): Silence {
  let answering: Answering = 'sign-in'
  const over = new AbortController()
  const tell = () => {
    if (!over.signal.aborted && (answering === 'sign-in' || deadline === undefined)) onSilence?.(answering)
  }
  if (onSilence) wait(SILENCE, AbortSignal.any([signal, over.signal])).then(tell, () => undefined)
  return {
    of: (now) => {
      answering = now
    },
    [Symbol.dispose]: () => over.abort(),
  }
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError'
}

type Asked = { readonly text: string } | { readonly failure: Failure; readonly wait?: number | undefined }

async function askOnce(access: Access, question: Question, waitFor: Silence['of']): Promise<Asked> {
  try {
    const response = await send(access, question, waitFor)
    const text = await response.text()
    if (response.ok) return { text }
    return { failure: refused(response.status, text, access), wait: waitAskedFor(response.headers) }
  } catch (error) {
    // What keeps the token from being had is a failure already.
    return { failure: error instanceof Failure ? error : unreachable(access.url, error) }
  }
}

/** To sign in does not help where a token is given. */
function refused(status: number, body: string, { variable }: Access): Failure {
  const failure = refusal(status, body)
  if (variable === undefined || failure.code !== 'auth') return failure
  const { code, message, subject } = failure
  return new Failure(code, message, { hint: GIVEN_ANEW, ...(subject !== undefined && { subject }) })
}

/** Sends it with a token; where that is refused, once more with a fresh one. */
async function send(access: Access, question: Question, waitFor?: Silence['of']): Promise<Response> {
  waitFor?.('sign-in')
  const token = await unlessLate(access.token(), question.signal)
  waitFor?.('service')
  const response = await sendWith(token, access.url, question)
  if (response.status !== 401) return response
  const fresh = await unlessLate(access.token({ fresh: true }), question.signal)
  if (fresh === token) return response // One that was given from outside: there is no other.
  await response.body?.cancel()
  return sendWith(fresh, access.url, question)
}

/** A session that is refreshed cannot be told to hurry: it goes on, but is not waited for. */
async function unlessLate(token: Promise<string>, signal: AbortSignal): Promise<string> {
  const late = Promise.withResolvers<never>()
  const giveUp = () => late.reject(notSignedInYet(signal.reason))
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([token, late.promise])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

function notSignedInYet(cause: unknown): Failure {
  return new Failure('vendor', 'The sign-in server does not answer in time.', {
    hint: 'Check the network and SUPABASE_URL, and try again.',
    retryable: true,
    cause,
  })
}

function sendWith(token: string, url: string, { method, path, body, headers, signal }: Question): Promise<Response> {
  return fetch(url.replace(/\/+$/, '') + path, {
    method,
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal,
  })
}

function read<Answer>(text: string, schema: z.ZodType<Answer>, url: string): Answer {
  try {
    return schema.parse(text === '' ? null : JSON.parse(text))
  } catch (cause) {
    throw notUnderstood(url, cause)
  }
}
