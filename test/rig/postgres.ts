import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { asSuperuser, BARE, databaseUrl, MIGRATED } from './postgres-template.ts'

export type TestPostgres = AsyncDisposable & {
  /** As the role that the service and the migrations use: `postgres`, no superuser. */
  readonly url: string
  /** Connections of that role. */
  readonly pool: pg.Pool
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** Signs somebody up. @returns their id. */
  readonly user: (email?: string) => Promise<string>
}

/** A database of one test alone, as a migrated project on Supabase has it, or, `bare`, one before its first migration. */
export async function openPostgres(kind: 'migrated' | 'bare' = 'migrated'): Promise<TestPostgres> {
  const port = await serverPort()
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const template = kind === 'bare' ? BARE : MIGRATED
  await asSuperuser(port, `create database ${name} template ${template} owner postgres`)
  const url = databaseUrl(port, name)
  const pool = new pg.Pool({ connectionString: url, max: 10 })
  // A connection that is ended by a test's own doing, or with the database, is no failure.
  pool.on('error', () => {})
  const sql = async (text: string, values: readonly unknown[] = []) =>
    (await pool.query<Record<string, unknown>>(text, [...values])).rows
  return {
    url,
    pool,
    sql,
    async user(email = `${randomUUID()}@example.com`) {
      const id = randomUUID()
      await sql('insert into auth.users (id, email) values ($1, $2)', [id, email])
      return id
    },
    async [Symbol.asyncDispose]() {
      await pool.end()
      await asSuperuser(port, `drop database ${name} with (force)`)
    },
  }
}

async function serverPort(): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${inject('postgresDoor')}/`)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`The test server did not start: ${text}`)
  return (JSON.parse(text) as { readonly port: number }).port
}
