import pg from 'pg'
import { Failure } from '../../failure.ts'
import type { Claims } from '../../ports/service.ts'
import { connectionTo, isTransactionPooler } from './connection.ts'
import { databaseTrouble } from './database-trouble.ts'

/** Asks one thing; values are bound as $1, $2, … @throws {Failure} whose `subject` is the SQLSTATE where a statement was refused. */
export type Query = <Row extends object = Record<string, unknown>>(
  text: string,
  values?: readonly unknown[],
) => Promise<{ readonly rows: Row[] }>

export type Database = {
  readonly query: Query
  /** Everything or nothing of what is asked through its query. */
  transaction<Answer>(work: (query: Query) => Promise<Answer>): Promise<Answer>
  /** A transaction as a signed-in user: row-level security and the grants decide what is there for them. */
  asUser<Answer>(claims: Claims, work: (query: Query) => Promise<Answer>): Promise<Answer>
}

type Options = {
  /** What the connections are called in the server's lists. */
  readonly name: string
  /** Connections at most. */
  readonly connections?: number
  /** Milliseconds that one statement may take; 0 for as long as it likes. */
  readonly statementMs?: number
}

/**
 * Connections to Postgres, opened when they are needed. Nothing is asked yet.
 * @throws {Failure} `config`, where the address is none.
 */
export function openDatabase(url: string, options: Options): Database & AsyncDisposable {
  const pool = openPool(url, options)
  const transaction = <Answer>(work: (query: Query) => Promise<Answer>) => inTransaction(pool, work)
  return {
    query: queryOf(pool),
    transaction,
    asUser: (claims, work) =>
      transaction(async (query) => {
        await query("select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)", [
          JSON.stringify(claims),
        ])
        return work(query)
      }),
    [Symbol.asyncDispose]: () => pool.end(),
  }
}

function openPool(url: string, { name, connections = 10, statementMs = 30_000 }: Options): pg.Pool {
  const connection = { ...connectionTo(url, name), ...timeouts(url, statementMs) }
  try {
    // Reads the certificates that the address names; left to the pool, that would fail with the first question.
    new pg.Client(connection)
  } catch (error) {
    throw databaseTrouble(error)
  }
  const pool = new pg.Pool({ ...connection, max: connections, Client: HangingUp })
  // An idle connection that breaks is replaced when one is needed next; whoever asks then is told if none can be had.
  pool.on('error', () => {})
  return pool
}

/** The server gives a statement up by itself; where nothing comes from it any more, the client does, some seconds later. */
function timeouts(url: string, statementMs: number): pg.ClientConfig {
  if (statementMs === 0) return {}
  const silence = { query_timeout: statementMs + SILENCE_MS }
  // A transaction pooler takes no settings that belong to a connection.
  return isTransactionPooler(url) ? silence : { ...silence, statement_timeout: statementMs }
}

/** Milliseconds. */
const SILENCE_MS = 10_000

/**
 * Clients that hang up where they cannot go on with a handshake, e.g. for want of a password. `pg` only says so: the server
 * then waits a minute for an answer, and this process does not end before.
 */
const HangingUp = new Proxy(pg.Client, {
  construct(Client, [config]: [pg.ClientConfig]) {
    const client = new Client(config)
    client.connection.on('error', () => client.connection.stream.destroy())
    return client
  },
})

async function inTransaction<Answer>(pool: pg.Pool, work: (query: Query) => Promise<Answer>): Promise<Answer> {
  const client = await pool.connect().catch((error: unknown) => {
    throw databaseTrouble(error)
  })
  let broken = false
  // One that breaks between two statements says so here first; the next statement then fails.
  const onError = () => {
    broken = true
  }
  client.on('error', onError)
  const query = queryOf(client)
  try {
    await query('begin')
    const answer = await work(query)
    // A statement failed and its failure was passed over: Postgres then answers COMMIT with ROLLBACK.
    const { command } = await client.query('commit')
    if (command === 'ROLLBACK') throw new Failure('internal', 'A statement failed within a transaction that went on.')
    return answer
  } catch (error) {
    const rollback = isUnanswered(error) ? Promise.reject(error) : query('rollback')
    await rollback.catch(() => {
      broken = true
    })
    throw databaseTrouble(error)
  } finally {
    client.off('error', onError)
    client.release(broken)
  }
}

/** What `pg` says where it gave up waiting. The connection is busy with that question for good. */
function isUnanswered(error: unknown): boolean {
  const { cause } = Object(error) as { readonly cause?: unknown }
  return cause instanceof Error && cause.message === 'Query read timeout'
}

function queryOf(connection: pg.Pool | pg.PoolClient): Query {
  return async <Row extends object>(text: string, values: readonly unknown[] = []) => {
    try {
      const { rows } = await connection.query<Row & pg.QueryResultRow>(text, [...values])
      return { rows }
    } catch (error) {
      throw databaseTrouble(error)
    }
  }
}
