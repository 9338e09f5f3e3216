/**
 * What went wrong, as a person or a script may tell it apart. The exit code of each stands in
 * `commands/terminal/exit-codes.ts`.
 */
export type FailureCode =
  /** A bug in ytdub. */
  | 'internal'
  /** The command line is wrong. */
  | 'usage'
  /** A setting is wrong, or something on this machine is missing, unwritable, full or damaged. */
  | 'config'
  /** The recording, or a language asked for, cannot be dubbed. */
  | 'input'
  /** Not signed in, or a key is missing or refused. */
  | 'auth'
  /** A provider or server failed after retries. */
  | 'vendor'
  /** Some languages or lines failed; the rest is delivered. */
  | 'partial'
  /** The job would cost more than it may. */
  | 'budget'
  /** A person or the system stopped the work. */
  | 'interrupted'
  /** A blob (`subject`) is gone or damaged. Never reaches a person: it is worked out again. */
  | 'lost'

type Details = {
  readonly hint?: string | undefined
  readonly retryable?: boolean
  readonly subject?: string
  readonly spent?: Spent
  readonly cause?: unknown
}

/** What a provider was asked in vain and will be paid for, in its own units. */
type Spent = { readonly [unit: string]: number }

/** Every failure a person may meet. `hint` says what to type next; `subject` is what it concerns, for code; `retryable` is for workers alone. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly hint: string | undefined
  readonly retryable: boolean
  readonly subject: string | undefined
  readonly spent: Spent

  constructor(
    code: FailureCode,
    message: string,
    { hint, retryable = false, subject, spent = {}, cause }: Details = {},
  ) {
    super(message, { cause })
    this.name = 'Failure'
    this.code = code
    this.hint = hint
    this.retryable = retryable
    this.subject = subject
    this.spent = spent
  }

  /** The same failure, after this was spent too. */
  after(spent: Spent): Failure {
    const { code, message, hint, retryable, subject, cause } = this
    const sum = Object.fromEntries(
      [...new Set([...Object.keys(this.spent), ...Object.keys(spent)])].map((unit) => {
        return [unit, (this.spent[unit] ?? 0) + (spent[unit] ?? 0)]
      }),
    )
    return new Failure(code, message, { hint, retryable, ...(subject !== undefined && { subject }), spent: sum, cause })
  }

  /** The one door for foreign errors: beyond it nothing is `unknown`. */
  static from(error: unknown): Failure {
    if (error instanceof Failure) return error
    if (!(error instanceof Error)) return new Failure('internal', String(error))
    if (error.name === 'AbortError') return new Failure('interrupted', 'Stopped.', { cause: error })
    const { code, path } = error as NodeJS.ErrnoException
    // A DOMException's code is a number.
    return (
      systemFailure(typeof code === 'string' ? code : undefined, path, error) ??
      new Failure('internal', error.message, { cause: error })
    )
  }
}

/** Whether a failure ends the whole job, and not only the line or language that met it: the others would meet it too. */
export function endsJob({ code }: Pick<Failure, 'code'>): boolean {
  return ENDS_JOB[code]
}

const ENDS_JOB = {
  internal: false,
  usage: true,
  config: true,
  input: false,
  auth: true,
  vendor: false,
  partial: false,
  budget: true,
  interrupted: true,
  lost: true,
} as const satisfies Record<FailureCode, boolean>

/**
 * A path or word as it can be typed into a shell, for hints. Control characters are spelt out, byte by byte, as bash and
 * zsh read them: as they are, they would work on the terminal that shows the hint.
 */
export function typeable(text: string): string {
  if (/\p{Cc}/u.test(text)) {
    const bytes = (control: string) => Buffer.from(control).toString('hex').replace(/../g, String.raw`\x$&`)
    return `$'${text.replace(/[\\']/g, String.raw`\$&`).replace(/\p{Cc}/gu, bytes)}'`
  }
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** What a system error means to a person. ENOSPC and friends come from any write, so they are told here, once. */
export function systemFailure(
  code: string | undefined,
  path: string | undefined,
  cause?: unknown,
): Failure | undefined {
  const where = path === undefined ? '' : ` (${path})`
  if (code?.startsWith('SQLITE_IOERR')) {
    return new Failure('config', 'The disk of the data folder fails, or is full.', {
      cause,
      hint: 'Check it, or use another data folder: YTDUB_HOME=…',
    })
  }
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
    case 'SQLITE_FULL':
      return new Failure('config', `The disk is full${where}.`, {
        cause,
        hint: 'Free some space and run the same command again: what is done is kept.',
      })
    case 'SQLITE_BUSY':
      return new Failure('config', 'Another program keeps the job database locked.', {
        cause,
        hint: 'Let it finish, and run the same command again: what is done is kept.',
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return new Failure('config', `No permission to write or read${where}.`, {
        cause,
        hint: 'Change its permissions, or choose another folder: --out for results, YTDUB_HOME for what is kept.',
      })
    default:
      return undefined
  }
}
