import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../failure.ts'
import type { Database, Query } from './database.ts'

/** A step of the schema: `20261123100000` and `service` of `20261123100000_service.sql`. */
export type Migration = { readonly version: string; readonly name: string }

/** `unknown`: the database has it, this ytdub does not. */
export type MigrationState = Migration & { readonly state: 'applied' | 'pending' | 'unknown' }

export type Migrations = {
  /** In order. */
  status(): Promise<readonly MigrationState[]>
  /** Applies what is pending, each in a transaction of its own. @returns what was applied, in order. */
  migrate(): Promise<readonly Migration[]>
  /** The newest that is applied, with what would be lost without it. */
  newest(): Promise<(Migration & { readonly loss: string }) | undefined>
  /** Takes back this one, the newest. @throws {Failure} `config`, where another is the newest by now. */
  rollback(version: string): Promise<void>
}

/**
 * The schema's steps in a folder, with their ways back in its folder `down`, as a database has them. They are remembered
 * where `supabase db push` does, so that either may go on from the other.
 */
export function supabaseMigrations(database: Database, folder: string): Migrations {
  const newest = async (): Promise<Migration | undefined> => (await appliedTo(database.query)).at(-1)
  return {
    async status() {
      const [files, applied] = await Promise.all([filesOf(folder), appliedTo(database.query)])
      return stateOf(files, applied)
    },
    async migrate() {
      const files = await filesOf(folder)
      const done: Migration[] = []
      for (let next = await applyNext(database, files, folder); next; next = await applyNext(database, files, folder)) {
        done.push(next)
      }
      return done
    },
    async newest() {
      const last = await newest()
      return last && { ...last, loss: lossOf(await wayBack(folder, last)) }
    },
    async rollback(version) {
      const last = await newest()
      if (last?.version !== version) throw notNewest(version)
      const text = await wayBack(folder, last)
      await database.transaction(async (query) => {
        await takeTurn(query)
        if ((await appliedTo(query)).at(-1)?.version !== version) throw notNewest(version)
        await query(text)
        await query('delete from supabase_migrations.schema_migrations where version = $1', [version])
      })
    },
  }
}

/** As `supabase` names them; what else lies there is none. */
async function filesOf(folder: string): Promise<readonly Migration[]> {
  const names = await readdir(folder)
  return names
    .map((file) => /^(\d+)_(\w+)\.sql$/.exec(file) ?? [])
    .flatMap(([, version, name]) => (version !== undefined && name !== undefined ? [{ version, name }] : []))
    .sort(byVersion)
}

function byVersion(one: Migration, other: Migration): number {
  return one.version < other.version ? -1 : Number(one.version > other.version)
}

async function appliedTo(query: Query): Promise<readonly Migration[]> {
  const { rows } = await query<{ there: boolean }>(
    "select to_regclass('supabase_migrations.schema_migrations') is not null as there",
  )
  if (rows[0]?.there !== true) return []
  const applied = await query<Migration>(
    "select version, coalesce(name, '') as name from supabase_migrations.schema_migrations",
  )
  return applied.rows.toSorted(byVersion)
}

function stateOf(files: readonly Migration[], applied: readonly Migration[]): readonly MigrationState[] {
  const own = files.map((file) => {
    const state = applied.some(({ version }) => version === file.version) ? ('applied' as const) : ('pending' as const)
    return { ...file, state }
  })
  const others = applied
    .filter(({ version }) => !files.some((file) => file.version === version))
    .map((other) => ({ ...other, state: 'unknown' as const }))
  return [...own, ...others].sort(byVersion)
}

/** Applies the first that is pending. Of several that migrate at once, the others then find it applied. */
async function applyNext(
  database: Database,
  files: readonly Migration[],
  folder: string,
): Promise<Migration | undefined> {
  return database.transaction(async (query) => {
    await takeTurn(query)
    await query(HISTORY)
    const applied = await appliedTo(query)
    const pending = stateOf(files, applied).find(({ state }) => state === 'pending')
    if (!pending) return undefined
    const { version, name } = pending
    const text = await readFile(join(folder, `${version}_${name}.sql`), 'utf8')
    await query(text).catch((error: unknown) => {
      throw notApplied(pending, Failure.from(error))
    })
    await query('insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)', [
      version,
      name,
      [text],
    ])
    return { version, name }
  })
}

/** Until the transaction ends, nobody else migrates. The number is ytdub's own: "ytdub" in ASCII. */
async function takeTurn(query: Query): Promise<void> {
  await query('select pg_advisory_xact_lock($1)', [0x79_74_64_75_62])
  // What waits for a table blocks everybody who comes after it: better to give up and be started again.
  await query("set local lock_timeout = '15s'")
}

/** The table just as Supabase's own tools make it. */
const HISTORY = `create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
  alter table supabase_migrations.schema_migrations add column if not exists statements text[];
  alter table supabase_migrations.schema_migrations add column if not exists name text;`

async function wayBack(folder: string, { version, name }: Migration): Promise<string> {
  const path = join(folder, 'down', `${version}_${name}.sql`)
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Failure('config', `The database’s newest migration, ${version}, is not one of this ytdub’s.`, {
      cause,
      hint: 'Use the version of ytdub that applied it.',
    })
  })
}

/** The comment that the way back begins with. */
function lossOf(text: string): string {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('--'))
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .map((line) => line.replace(/^--\s*/, ''))
    .join(' ')
}

function notNewest(version: string): Failure {
  return new Failure('config', `Migration ${version} is not the newest that the database has.`, {
    hint: 'See what it has: ytdub db status',
  })
}

/** Schemas and roles that are missing are Supabase's own. */
const NO_SUPABASE = new Set(['3F000', '42704'])

function notApplied({ version, name }: Migration, failure: Failure): Failure {
  const { code, message, subject, retryable } = failure
  const bare = subject !== undefined && NO_SUPABASE.has(subject)
  return new Failure(bare ? 'config' : code, `Migration ${version} (${name}) was not applied. ${message}`, {
    cause: failure.cause,
    retryable,
    ...(subject !== undefined && { subject }),
    hint: bare
      ? 'This is no Supabase database. Of a plain Postgres make one first, as a superuser: psql -f supabase/bootstrap.sql'
      : 'Nothing of it was kept.',
  })
}
