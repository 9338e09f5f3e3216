import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '../../../src/stores/supabase/database.ts'
import { supabaseMigrations } from '../../../src/stores/supabase/migrations.ts'
import { temporaryFolder } from '../../rig/home.ts'
import { openPostgres, type TestPostgres } from '../../rig/postgres.ts'
import { MIGRATIONS } from '../../rig/postgres-template.ts'

/** Everything that a migration could leave behind. */
async function inventory(postgres: TestPostgres): Promise<unknown> {
  return postgres.sql(`
    select 'relation ' || oid::regclass::text as thing, relacl::text as detail from pg_class
      where relnamespace::regnamespace::text in ('public', 'auth', 'storage')
    union all select 'function ' || oid::regprocedure::text, proacl::text from pg_proc
      where pronamespace::regnamespace::text in ('public', 'auth', 'storage')
    union all select 'policy ' || polname || ' on ' || polrelid::regclass, pg_get_expr(polqual, polrelid) from pg_policy
    union all select 'trigger ' || tgname || ' on ' || tgrelid::regclass, null from pg_trigger where not tgisinternal
    union all select 'type ' || oid::regtype::text, null from pg_type where typnamespace = 'public'::regnamespace
    union all select 'schema ' || nspname, nspacl::text from pg_namespace
      where nspname not like 'pg\\_%' and nspname <> 'supabase_migrations'
    union all select 'bucket ' || id, null from storage.buckets
    union all select 'account ' || id, email from auth.users
    order by 1, 2`)
}

test('up, down and up again: what was there before is there after, and nothing else', async () => {
  await using postgres = await openPostgres('bare')
  await using database = openDatabase(postgres.url, { name: 'a test' })
  const migrations = supabaseMigrations(database, MIGRATIONS)
  const user = await postgres.user()
  const before = await inventory(postgres)

  const applied = await migrations.migrate()
  expect(applied.map(({ version }) => `${version}`)).toEqual(
    (await filesIn(MIGRATIONS)).map((file) => file.slice(0, 14)),
  )
  const after = await inventory(postgres)
  expect(after).not.toEqual(before)
  expect(await postgres.sql('select public, file_size_limit::text as most from storage.buckets')).toEqual([
    { public: false, most: String(8 * 2 ** 30) },
  ])
  // Accounts that are older than the tables have their row too.
  expect(await postgres.sql('select id from public.users')).toEqual([{ id: user }])

  for (let newest = await migrations.newest(); newest; newest = await migrations.newest()) {
    expect(newest.loss).toMatch(/\S/)
    await migrations.rollback(newest.version)
  }
  expect(await inventory(postgres)).toEqual(before)

  await migrations.migrate()
  expect(await inventory(postgres)).toEqual(after)
})

test('a bucket that holds something stays, and the migrations go over it again', async () => {
  await using postgres = await openPostgres()
  await using database = openDatabase(postgres.url, { name: 'a test' })
  const migrations = supabaseMigrations(database, MIGRATIONS)
  await postgres.sql("insert into storage.objects (bucket_id, name) values ('media', 'blobs/somebody/something')")
  for (let newest = await migrations.newest(); newest; newest = await migrations.newest()) {
    await migrations.rollback(newest.version)
  }
  expect(await postgres.sql('select name from storage.objects')).toEqual([{ name: 'blobs/somebody/something' }])
  await migrations.migrate()
  expect(await migrations.status()).not.toContainEqual(expect.objectContaining({ state: 'pending' }))
})

test('every migration has a way back that says what is lost', async () => {
  const files = await filesIn(MIGRATIONS)
  expect(files).not.toEqual([])
  expect(await filesIn(join(MIGRATIONS, 'down'))).toEqual(files)
  for (const file of files) expect(await readFile(join(MIGRATIONS, 'down', file), 'utf8')).toMatch(/^-- \S/)
})

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
}

type Step = { readonly file: string; readonly up: string; readonly down: string }

const ONE: Step = { file: '1_one.sql', up: 'create table public.one ()', down: '-- Table one.\ndrop table public.one' }
const TWO: Step = { file: '2_two.sql', up: 'create table public.two ()', down: '-- Table two.\ndrop table public.two' }
const BROKEN: Step = { file: '3_three.sql', up: 'create table public.three (); select 1/0', down: '-- Nothing.' }

async function folderOf(...steps: readonly Step[]) {
  const folder = await temporaryFolder()
  await mkdir(folder.at('down'))
  for (const { file, up, down } of steps) {
    await writeFile(folder.at(file), up)
    await writeFile(folder.at('down', file), down)
  }
  return folder
}

test('several that migrate at once apply each step once', async () => {
  await using postgres = await openPostgres('bare')
  await using folder = await folderOf(ONE, TWO)
  await using database = openDatabase(postgres.url, { name: 'a test' })
  const applied = await Promise.all([1, 2, 3, 4].map(() => supabaseMigrations(database, folder.path).migrate()))
  expect(
    applied
      .flat()
      .map(({ version }) => version)
      .sort(),
  ).toEqual(['1', '2'])
})

test('a step that fails leaves nothing of itself, and what came before stays', async () => {
  await using postgres = await openPostgres('bare')
  await using folder = await folderOf(ONE, BROKEN)
  await using database = openDatabase(postgres.url, { name: 'a test' })
  const migrations = supabaseMigrations(database, folder.path)
  await expect(migrations.migrate()).rejects.toThrow('Migration 3 (three) was not applied.')
  expect(await migrations.status()).toEqual([
    { version: '1', name: 'one', state: 'applied' },
    { version: '3', name: 'three', state: 'pending' },
  ])
  expect(await postgres.sql("select to_regclass('public.three') as there")).toEqual([{ there: null }])
})

test('what another tool applied counts; what this ytdub does not know is left alone', async () => {
  await using postgres = await openPostgres('bare')
  await using folder = await folderOf(ONE, TWO)
  await using database = openDatabase(postgres.url, { name: 'a test' })
  const migrations = supabaseMigrations(database, folder.path)
  // The table as the Supabase CLI makes it, with more than this needs.
  await postgres.sql('create schema supabase_migrations')
  await postgres.sql(
    'create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text, rollback text[])',
  )
  await postgres.sql("insert into supabase_migrations.schema_migrations (version) values ('1'), ('9')")
  expect(await migrations.migrate()).toEqual([{ version: '2', name: 'two' }])
  expect(await migrations.status()).toEqual([
    { version: '1', name: 'one', state: 'applied' },
    { version: '2', name: 'two', state: 'applied' },
    { version: '9', name: '', state: 'unknown' },
  ])
  await expect(migrations.newest()).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('9') })
  await expect(migrations.rollback('2')).rejects.toThrow('not the newest')
})
