import type { RequestHead } from './emulated.ts'
import type { Answer, Fault, WordedFault } from './faults.ts'
import type { When } from './misbehaviour.ts'

export type SupabaseRequest = RequestHead & {
  /** The path below the part's prefix, as it came: still encoded. */
  readonly route: string
  /** The body's bytes as they come, once. Throws where the client goes away or is cut off. */
  readonly body: () => AsyncIterable<Buffer>
}

/** `file` is streamed: bytes from `start` to `end`, both included. */
export type SupabaseAnswer = Omit<Answer, 'body' | 'usd'> & {
  readonly body?: string
  readonly file?: { readonly path: string; readonly start: number; readonly end: number }
}

/** One service of a Supabase project. */
export type SupabasePart = {
  /** As `/storage/v1`. */
  readonly prefix: string
  readonly answer: (request: SupabaseRequest) => Promise<SupabaseAnswer>
  /** A fault in the service's words. (Retry-After is added.) */
  readonly say: (fault: WordedFault, request: SupabaseRequest) => SupabaseAnswer
}

/** One request seen. `bytes` of its body have come so far; `status` is 0 where none was sent (yet). */
export type SupabaseCall = RequestHead & {
  readonly status: number
  readonly bytes: number
  /** When its head was there, in milliseconds since 1970. */
  readonly at: number
  readonly ms: number | undefined
  readonly fault?: Fault['kind'] | 'cut-request'
}

export type SupabaseServerOptions = {
  readonly port?: number
  /** For faults that befall a share of the calls. */
  readonly seed?: number
  /** Told of each call when it is over. */
  readonly onCall?: (call: SupabaseCall) => void
}

/** Which request is cut off, and after how many bytes of its body. */
export type CutRequest = { readonly path?: RegExp; readonly method?: string; readonly after: number }

export type SupabaseEmulator = AsyncDisposable & {
  /** `http://127.0.0.1:PORT`: what `createClient` takes. */
  readonly url: string
  /** Every request seen, in order of arrival. */
  readonly calls: readonly SupabaseCall[]
  /** The next request (or those that `when` names) meets a fault. `when.path` is tried on path and query. */
  misbehave(fault: Fault, when?: Omit<When, 'body'>): void
  /** The next request whose path and query match is reset once so many bytes of its body have come. */
  cut(when: CutRequest): void
  /** Forgets what it was told to do wrong and has not done yet. */
  behave(): void
  /** Milliseconds until an answer begins; settable at any time. */
  latency: number
  /** Shuts the listening socket and all idle connections until the scope is left. */
  shut(): Promise<AsyncDisposable>
}
