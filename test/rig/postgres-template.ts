import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { openDatabase } from '../../src/stores/supabase/database.ts'
import { supabaseMigrations } from '../../src/stores/supabase/migrations.ts'

/** Who owns the test server, and the password of its roles. */
export const SUPERUSER = 'supabase_admin'
export const PASSWORD = 'only-for-tests'

/** As new as a project on Supabase; and the same with this project's migrations. */
export const BARE = 'ytdub_bare'
export const MIGRATED = 'ytdub_migrated'

const SUPABASE = fileURLToPath(new URL('../../supabase', import.meta.url))
export const MIGRATIONS = join(SUPABASE, 'migrations')

export function databaseUrl(port: number, database: string, user = 'postgres'): string {
  return `postgresql://${user}:${PASSWORD}@127.0.0.1:${port}/${database}`
}

/** Makes the databases that each test's own is copied from. */
export async function makeTemplates(port: number): Promise<void> {
  await run(databaseUrl(port, 'postgres', SUPERUSER), `create database ${BARE}`)
  await run(
    databaseUrl(port, BARE, SUPERUSER),
    readFileSync(join(SUPABASE, 'bootstrap.sql'), 'utf8'),
    ...['postgres', 'authenticator'].map((role) => `alter role ${role} password '${PASSWORD}'`),
  )
  await run(
    databaseUrl(port, 'postgres', SUPERUSER),
    `alter database ${BARE} owner to postgres`,
    `create database ${MIGRATED} template ${BARE} owner postgres`,
  )
  await using database = openDatabase(databaseUrl(port, MIGRATED), { name: 'tests', connections: 1 })
  await supabaseMigrations(database, MIGRATIONS).migrate()
}

/** Asks the test server something that only its owner may. */
export async function asSuperuser(port: number, statement: string): Promise<void> {
  await run(databaseUrl(port, 'postgres', SUPERUSER), statement)
}

async function run(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    for (const each of statements) await client.query(each)
  } finally {
    await client.end()
  }
}
