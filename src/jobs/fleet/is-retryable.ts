import { Failure } from '../../failure.ts'

/**
 * Whether the same work may go better later, or on another machine: a vendor or server that was busy or broken, a connection
 * that was lost, a disk that was full, a blob that was lost and is worked out anew.
 */
export function isRetryable(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth++) {
    if (cause instanceof Failure && (cause.retryable || cause.code === 'lost')) return true
    const { code } = cause as NodeJS.ErrnoException
    if (typeof code === 'string' && (PASSING.has(code) || PASSING_CLASSES.has(code.slice(0, 2)))) return true
    if (NO_CONNECTION.test(cause.message)) return true
  }
  return false
}

/** What the system says of lost connections and of full disks. */
const PASSING = new Set(
  // The last four are Postgres': serialization failure, deadlock, too little time, read only since another is the primary now.
  (
    'ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT EAI_AGAIN ENOTFOUND ENETUNREACH EHOSTUNREACH ' +
    'ENOSPC EDQUOT EMFILE ENFILE 40001 40P01 57014 25006'
  ).split(' '),
)

/**
 * Classes of what Postgres says: connections (08), resources (53), an operator's intervention (57).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const PASSING_CLASSES = new Set(['08', '53', '57'])

/** The driver tells of connections that end between two answers without a code. */
const NO_CONNECTION =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/
