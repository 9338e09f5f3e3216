/** What a call came to, as far as trying again and telling a person are concerned. */
export type Trouble = {
  /**
   * `auth`: the key is missing, refused or may not do this. `credit`: the account is empty. `refused`: this request, not
   * the key. `busy`: too many calls. `broken`: the vendor's own failure. `timeout`: no answer in time. `unreachable`: no
   * connection, or it was cut. `untrusted`: nobody that this machine knows vouches for who answers. `nonsense`: an answer
   * that cannot be understood.
   */
  readonly kind:
    | 'auth'
    | 'credit'
    | 'refused'
    | 'busy'
    | 'broken'
    | 'timeout'
    | 'unreachable'
    | 'untrusted'
    | 'nonsense'
  readonly retryable: boolean
  readonly status?: number | undefined
  readonly requestId?: string | undefined
  /** Seconds until the vendor wants to be asked again. */
  readonly retryAfter?: number | undefined
  /** The same as a time, in milliseconds since 1970, where it cannot be told in seconds without a clock. */
  readonly retryAt?: number | undefined
  /**
   * A detail for people that stands in brackets after what the kind says: `HTTP 503`, `connection reset`, `a web page
   * instead of JSON`. Never the vendor's own prose: it may quote the key, or what people said. Empty: nothing to add.
   */
  readonly what: string
}

export type VendorAccount = {
  /** For people: `Deepgram`. */
  readonly vendor: string
  /** The setting that holds the key: `DEEPGRAM_API_KEY`; undefined where none is needed. */
  readonly keyName: string | undefined
  /** What names another model of the trade: `--llm openai:MODEL`; undefined where there is no choice. */
  readonly modelFlag?: string | undefined
  /** How many calls the vendor documents to take at once: where the adaptive limit starts, and what it never exceeds. */
  readonly atOnce: number
  /** Reads what an SDK throws. Undefined: this is no trouble of the vendor's but a bug of ours, and passes as it is. */
  readonly troubleOf: (error: unknown) => Trouble | undefined
}

export type CallSpec = {
  /** What is asked for, to be read after "no answer for": `the transcription`, `a line in Spanish`. */
  readonly what: string
  /** The model that is asked, for people. */
  readonly model?: string | undefined
  /** Deadline of the first attempt, in seconds. After one that was late, the next has twice as many, up to 120 (or as many as here). */
  readonly seconds: number
  /** A person's, or the job's: ends waiting and the socket at once. */
  readonly signal: AbortSignal
}

/** Waits so many milliseconds; rejects as soon as the signal is aborted. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>

/**
 * Makes one call, as often as it takes. The signal that an attempt is given is aborted at its deadline and with the call's
 * own; hand it to the SDK. An attempt that throws a Failure with `retryable` is tried again (use it for answers that are
 * nonsense); any other Failure passes through untouched.
 * @throws {Failure} `vendor`, `auth` or `interrupted`.
 */
export type VendorCalls = <Answer>(spec: CallSpec, attempt: (signal: AbortSignal) => Promise<Answer>) => Promise<Answer>
