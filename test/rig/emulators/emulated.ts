import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Answer, Fault, WordedFault } from './faults.ts'
import type { When } from './misbehaviour.ts'

export type Trade = 'stt' | 'llm' | 'tts' | 'models'

export type RequestHead = {
  readonly method: string
  readonly path: string
  /** Repeated keys are kept: `getAll`. */
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
}

export type EmulatedRequest = RequestHead & { readonly body: Buffer }

/** One request seen. `status` is 0 where none was sent (yet); `ms` is undefined while it is under way. */
export type EmulatedCall = EmulatedRequest & {
  readonly trade: Trade
  readonly status: number
  /** When it was all there, in milliseconds since 1970. */
  readonly at: number
  readonly ms: number | undefined
  readonly usd: number
  readonly fault?: Fault
}

export type Emulator = AsyncDisposable & {
  /** `http://127.0.0.1:PORT`, without /v1. */
  readonly url: string
  /** `https://127.0.0.1:PORT`, where it was started with a certificate. */
  readonly secureUrl: string | undefined
  /** Every request seen, in order of arrival. */
  readonly calls: readonly EmulatedCall[]
  /** What it has billed so far. */
  readonly usd: () => number
  /** The next request (or those that `when` names) meets a fault. Of several that fit, the one first told. */
  misbehave(fault: Fault, when?: When): void
  /** Forgets what it was told to do wrong and has not done yet. */
  behave(): void
  /** Milliseconds until an answer begins; settable at any time. */
  readonly latency: { [trade in Trade]: number }
  /** Most requests under way at once, of all trades or of one. */
  readonly busiest: (trade?: Trade) => number
  /** Shuts the listening sockets and all idle connections until the scope is left: whoever connects is refused. */
  shut(): Promise<AsyncDisposable>
}

/** What makes an emulator a certain vendor's. */
export type EmulatedVendor = {
  readonly tradeOf: (path: string) => Trade
  /** What is refused by its head alone: where the body is long, it is not read. */
  readonly refuse?: (head: RequestHead) => Answer | undefined
  /** A right request gets a right answer; any other is refused as the vendor refuses it. */
  readonly answer: (request: EmulatedRequest) => Answer | Promise<Answer>
  /** A fault in the vendor's words. `good` works on the request as ever. (Retry-After is added by the core.) */
  readonly say: (fault: WordedFault, request: EmulatedRequest, good: () => Promise<Answer>) => Answer | Promise<Answer>
  /** A request to speak another protocol. Faults of HTTP have been seen to; others are handed on. */
  readonly upgrade?: (upgrade: EmulatedUpgrade) => void
}

export type EmulatedUpgrade = {
  readonly request: EmulatedRequest
  readonly message: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  readonly fault: Fault | undefined
  readonly bill: (usd: number) => void
}

export type EmulatorOptions = {
  readonly port?: number
  /** PEM: opens a second door for https and wss. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly port?: number }
  /** Requests of a trade that may be under way at once: one more is answered with 429. */
  readonly atOnce?: { readonly [trade in Trade]?: number }
  /** For `share`. */
  readonly seed?: number
  /** False for long runs: the bodies of calls are not kept. */
  readonly keepBodies?: boolean
  /** Told of each call when it is over. */
  readonly onCall?: (call: EmulatedCall) => void
}
