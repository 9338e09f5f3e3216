import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Addresses of what a service calls. */
export type Outside = {
  readonly deepgram: string
  readonly openai: string
  readonly supabase: string
  readonly secretKey: string
}

/** `seen`: for a `Seen`. `tokensFor` users, by their ids: for an access token of each. */
export type Asked = 'seen' | { readonly tokensFor: readonly string[] }

/** A vendor's whole answer: what was asked, by whom, and when it was all sent (ms since 1970). */
export type Answered = { readonly question: string; readonly worker: string; readonly at: number }
export type Seen = {
  readonly answered: readonly Answered[]
  /** The keys of objects, as often as they were uploaded. */
  readonly uploads: readonly string[]
  /** Bytes, by name. */
  readonly objects: { readonly [name: string]: number }
}

export type OpenOutside = AsyncDisposable &
  Outside & {
    readonly seen: () => Promise<Seen>
    readonly tokensFor: (users: readonly string[]) => Promise<readonly string[]>
  }

/** Starts all that a service calls, in a process of its own. */
export async function openOutside(): Promise<OpenOutside> {
  const child = fork(join(import.meta.dirname, 'fleet-vendors.ts'))
  const [outside] = (await once(child, 'message')) as [Outside]
  const ask = async <Answer>(asked: Asked): Promise<Answer> => {
    const answer = once(child, 'message') as Promise<[Answer]>
    child.send(asked)
    return (await answer)[0]
  }
  return {
    ...outside,
    seen: () => ask<Seen>('seen'),
    tokensFor: (users) => ask<readonly string[]>({ tokensFor: users }),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
