import { Failure } from '../../failure.ts'

/**
 * What a database's error means to whoever runs the service. It repeats neither the address nor any row: the details that
 * the server adds hold what people wrote.
 */
export function databaseTrouble(error: unknown): Failure {
  if (error instanceof Failure) return error
  const told = error instanceof Error ? error : toldBy(error)
  const code = codeOf(error)
  return refusedEntry(code, told) ?? noTls(code, told) ?? notThere(code, told) ?? refusedStatement(code, told)
}

/** pg-boss tells of errors as plain objects: the error's message and code, with names of its own beside them. */
function toldBy(thing: unknown): Error {
  const { message } = Object(thing) as { readonly message?: unknown }
  const said = typeof thing === 'string' ? thing : message
  return new Failure('internal', typeof said === 'string' && said !== '' ? said : 'no reason was given')
}

function codeOf(thing: unknown): string {
  const { code } = Object(thing) as { readonly code?: unknown }
  return typeof code === 'string' ? code : ''
}

const WHERE = 'Check DATABASE_URL: host, port, user, password and the name of the database.'

function refusedEntry(code: string, { message }: Error): Failure | undefined {
  if (code === '28P01') {
    return new Failure('auth', 'The database refuses the password of DATABASE_URL.', {
      hint: 'Special characters of a password are written as %XX there. On Supabase: Database settings, Reset password.',
    })
  }
  // What `pg` says that was asked for one and has none to give.
  if (/password must be a (?:non-empty )?string/i.test(message)) {
    return new Failure('auth', 'The database asks for a password, and DATABASE_URL has none.', { hint: WHERE })
  }
  if (code === '28000' && /no encryption|SSL off/.test(message)) {
    return new Failure('config', 'The database takes encrypted connections only.', {
      hint: 'Add ?sslmode=require to DATABASE_URL.',
    })
  }
  // How Supabase's pooler says that it does not know the project: its user is called postgres.<project>.
  if (code === '28000' || /tenant.* not found/i.test(message) || message.includes('SCRAM')) {
    return new Failure('auth', 'The database does not let the user of DATABASE_URL in.', { hint: WHERE })
  }
  if (code === '3D000') {
    return new Failure('config', 'There is no database of the name that DATABASE_URL ends with.', {
      hint: 'On Supabase it is called postgres.',
    })
  }
  return undefined
}

function noTls(code: string, error: Error): Failure | undefined {
  if (error.message.includes('does not support SSL')) {
    return new Failure('config', 'The database does not speak TLS, which DATABASE_URL asks for.', {
      hint: 'On your own machine add ?sslmode=disable to it.',
    })
  }
  if (/^(ENOENT|EACCES|EISDIR)$/.test(code) || error.message.includes('sslrootcert')) {
    const { path = 'none' } = error as NodeJS.ErrnoException
    return new Failure('config', `The certificate that DATABASE_URL names cannot be read: ${path}`, {
      hint: 'Correct sslrootcert in it.',
    })
  }
  if (!/CERT|SIGNATURE|^ERR_(TLS|SSL|OSSL)|^EPROTO/.test(code)) return undefined
  return new Failure('config', `The database’s certificate does not hold (${code}).`, {
    cause: error,
    hint: 'Name its authority’s certificate in DATABASE_URL: ?sslmode=verify-full&sslrootcert=/path/to/ca.crt',
  })
}

function notThere(code: string, error: Error): Failure | undefined {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new Failure('vendor', 'The database’s host is not known by that name.', {
      cause: withoutDetails(error),
      retryable: true,
      hint: `${WHERE} Supabase’s direct address is IPv6 only: without that, use the session pooler’s.`,
    })
  }
  if (code === '53300') {
    return new Failure('vendor', 'The database has no connection left.', {
      retryable: true,
      hint: 'Try again later, or run fewer workers.',
    })
  }
  const gone = /^(E(CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|TIMEDOUT|PIPE)|08...|57P0.)$/
  const unanswered = /timeout|terminated|connection error|not queryable/i
  if (!gone.test(code) && !(code === '' && unanswered.test(error.message))) return undefined
  return new Failure('vendor', 'The database cannot be reached, or ended the connection.', {
    cause: withoutDetails(error),
    retryable: true,
    hint: `Is it running? ${WHERE}`,
  })
}

/** Refused for now: overloaded, a statement that took too long, a lock, a clash with another transaction. */
const FOR_NOW = /^(57014|55P03|40001|40P01|53...)$/

function refusedStatement(code: string, error: Error): Failure {
  const cause = withoutDetails(error)
  if (FOR_NOW.test(code)) {
    return new Failure('vendor', `The database gave up on a statement (${code}).`, {
      cause,
      retryable: true,
      subject: code,
    })
  }
  if (code === '') return new Failure('internal', `The database cannot be asked: ${error.message}`, { cause })
  return new Failure('internal', `The database refused a statement: ${error.message} (${code})`, {
    cause,
    subject: code,
  })
}

/** The server's details quote rows. */
function withoutDetails(error: Error): Error {
  for (const name of ['detail', 'where', 'internalQuery', 'query']) Reflect.deleteProperty(error, name)
  return error
}
