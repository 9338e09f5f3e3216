import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPostgres, type TestPostgres } from '../../rig/postgres.ts'

type Person = { readonly id: string; readonly job: string; readonly done: string }
type Row = Record<string, unknown>

let postgres: TestPostgres
let ann: Person
let bob: Person
beforeAll(async () => {
  postgres = await openPostgres()
  ann = await newcomer('job_00000000000a', 'job_0000000000a1')
  bob = await newcomer('job_00000000000b', 'job_0000000000b1')
})
afterAll(() => postgres[Symbol.asyncDispose]())

/** Somebody with a job that is uploading, and one that is done: a row in every table, and objects in each folder. */
async function newcomer(job: string, done: string): Promise<Person> {
  const id = await postgres.user()
  const digest = done.slice(-1).charCodeAt(0).toString(16).repeat(32)
  for (const [name, status] of [
    [job, 'uploading'],
    [done, 'complete'],
  ] as const) {
    await postgres.sql(
      `insert into public.dubbing_jobs (id, user_id, status, voice_track_url, voice_track_name, background_track_url,
        background_track_name, target_languages) values ($1, $2, $3, $4, 'a talk.mp3', $5, 'music.mp3', '{es}')`,
      [name, id, status, `uploads/${id}/${name}/voice_track.mp3`, `uploads/${id}/${name}/background_track.mp3`],
    )
  }
  const [task] = await postgres.sql(
    `insert into public.language_tasks (job_id, user_id, language_code) values ($1, $2, 'es') returning id`,
    [done, id],
  )
  await postgres.sql(
    `insert into public.artifacts (job_id, user_id, language_task_id, artifact_type, path, file, bytes, mime_type, checksum)
      values ($1, $2, $3, 'captions', $4, 'es/talk.srt', 1, 'text/plain', $5)`,
    [done, id, task?.['id'], `artifacts/${id}/${done}/es/talk.srt`, 'a'.repeat(64)],
  )
  await postgres.sql('insert into public.submissions (job_id, user_id, seconds) values ($1, $2, 60)', [done, id])
  await postgres.sql("insert into public.job_events (job_id, user_id, event_type) values ($1, $2, 'job.created')", [
    done,
    id,
  ])
  await postgres.sql(
    "insert into public.blobs (user_id, digest, path, bytes, mime_type) values ($1, $2, $3, 1, 'audio/wav')",
    [id, digest, `blobs/${id}/${digest}`],
  )
  await postgres.sql(
    "insert into public.memo (user_id, key, stage, input, answer) values ($1, $2, 'transcribe', '{}', '{}')",
    [id, digest],
  )
  for (const name of [
    `uploads/${id}/${done}/voice_track.mp3`,
    `artifacts/${id}/${done}/es/talk.srt`,
    `blobs/${id}/${digest}`,
  ]) {
    await postgres.sql("insert into storage.objects (bucket_id, name) values ('media', $1)", [name])
  }
  return { id, job, done }
}

type Asker = { readonly role: 'anon' | 'authenticated' | 'service_role'; readonly sub?: string }

const asAnn = (): Asker => ({ role: 'authenticated', sub: ann.id })
const ANON: Asker = { role: 'anon' }

/** What somebody is answered; nothing of it stays. */
async function ask({ role, sub }: Asker, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = await postgres.pool.connect()
  try {
    await client.query('begin')
    await client.query("select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [
      role,
      JSON.stringify({ role, ...(sub !== undefined && { sub }) }),
    ])
    // As Storage's own API asks, so that the policies answer and not its guard.
    await client.query("select set_config('storage.allow_delete_query', 'true', true)")
    return (await client.query<Row>(text, [...values])).rows
  } finally {
    await client.query('rollback')
    client.release()
  }
}

/** Not granted, or against a policy. */
const FORBIDDEN = { code: '42501' }

const READABLE = ['users', 'dubbing_jobs', 'submissions', 'language_tasks', 'artifacts', 'job_events']
const ALL = [...READABLE, 'blobs', 'memo']

test('every table has row-level security', async () => {
  const tables = await postgres.sql(
    `select relname as name, relrowsecurity as secured from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f') order by relname`,
  )
  expect(tables).toEqual([...ALL].sort().map((name) => ({ name, secured: true })))
})

test('nobody but the service may call a function', async () => {
  const callable = await postgres.sql(
    `select proname, role from pg_proc, unnest(array['anon', 'authenticated']) role
      where pronamespace = 'public'::regnamespace and has_function_privilege(role, pg_proc.oid, 'execute')`,
  )
  expect(callable).toEqual([])
  await expect(ask(asAnn(), 'select public.user_of_account()')).rejects.toMatchObject(FORBIDDEN)
})

test('what is granted is this and no more', async () => {
  const whole = await postgres.sql(
    `select grantee || ' ' || privilege_type || ' ' || table_name as granted from information_schema.role_table_grants
      where table_schema = 'public' and grantee in ('anon', 'authenticated', 'PUBLIC') order by 1`,
  )
  const single = await postgres.sql(
    `select privilege_type || ' ' || table_name || ': ' || string_agg(column_name, ' ' order by column_name) as granted
      from information_schema.column_privileges
      where table_schema = 'public' and grantee in ('anon', 'authenticated', 'PUBLIC') and privilege_type <> 'SELECT'
      group by privilege_type, table_name order by 1`,
  )
  expect(whole.map(({ granted }) => granted)).toEqual([
    'authenticated SELECT artifacts',
    'authenticated SELECT dubbing_jobs',
    'authenticated SELECT job_events',
    'authenticated SELECT language_tasks',
    'authenticated SELECT submissions',
    'authenticated SELECT users',
  ])
  expect(single).toEqual([])
})

describe('a user', () => {
  test.each(READABLE)('sees of %s their own rows alone', async (table) => {
    const owner = table === 'users' ? 'id' : 'user_id'
    const rows = await ask(asAnn(), `select ${owner} as owner from public.${table}`)
    expect(new Set(rows.map((row) => row['owner']))).toEqual(new Set([ann.id]))
  })

  test.each(['blobs', 'memo'])('sees nothing of %s, their own neither', async (table) => {
    await expect(ask(asAnn(), `select * from public.${table}`)).rejects.toMatchObject(FORBIDDEN)
  })

  test('begins no job past the API, which counts them', async () => {
    const path = `uploads/${ann.id}/job_0000000000ff/voice_track.mp3`
    await expect(ask(asAnn(), INSERT_JOB, ['job_0000000000ff', ann.id, path])).rejects.toMatchObject(FORBIDDEN)
  })

  test.each([
    "update public.dubbing_jobs set status = 'error'",
    "update public.dubbing_jobs set status = 'pending', request = '{}'",
    'update public.dubbing_jobs set duration = 0',
    'update public.dubbing_jobs set completed_at = now()',
    'update public.dubbing_jobs set cancel_requested_at = now()',
    "update public.dubbing_jobs set target_languages = '{fr}'",
    'update public.dubbing_jobs set voice_track_url = voice_track_url',
    'update public.dubbing_jobs set user_id = auth.uid()',
    'select * from public.dubbing_jobs for update',
    'delete from public.dubbing_jobs',
    "insert into public.language_tasks (job_id, user_id, language_code) select job_id, user_id, 'fr' from public.language_tasks",
    "update public.language_tasks set status = 'pending'",
    'update public.language_tasks set usd = 0',
    'delete from public.language_tasks',
    'update public.submissions set seconds = 0',
    'delete from public.submissions',
    "update public.users set email = 'boss@example.com'",
    'delete from public.users',
    'delete from public.artifacts',
    "insert into public.job_events (job_id, user_id, event_type) select job_id, user_id, 'job.completed' from public.job_events",
    "insert into public.artifacts (job_id, user_id, artifact_type, path, file, bytes, mime_type, checksum) values ('x', gen_random_uuid(), '', '', 'x', 1, '', '')",
    'truncate public.dubbing_jobs',
    "select nextval('public.job_events_id_seq')",
    'select * from auth.users',
  ])('may not: %s', async (text) => {
    await expect(ask(asAnn(), text)).rejects.toMatchObject(FORBIDDEN)
  })
})

const INSERT_JOB = `insert into public.dubbing_jobs (id, user_id, voice_track_url, voice_track_name, target_languages)
  values ($1, $2, $3, 'talk.mp3', '{es}') returning status`

describe('somebody who is not signed in', () => {
  test.each(ALL)('sees nothing of %s', async (table) => {
    await expect(ask(ANON, `select * from public.${table}`)).rejects.toMatchObject(FORBIDDEN)
  })

  test('sees no object and puts none there', async () => {
    expect(await ask(ANON, 'select name from storage.objects')).toEqual([])
    expect(await ask(ANON, 'select id from storage.buckets')).toEqual([])
    const path = `uploads/${ann.id}/${ann.job}/voice_track.mp3`
    await expect(ask(ANON, PUT, [path])).rejects.toMatchObject(FORBIDDEN)
  })

  test('is who has a user’s role without an id', async () => {
    const nobody: Asker = { role: 'authenticated' }
    for (const table of READABLE) expect(await ask(nobody, `select * from public.${table}`)).toEqual([])
    expect(await ask(nobody, 'select name from storage.objects')).toEqual([])
  })
})

const PUT = "insert into storage.objects (bucket_id, name) values ('media', $1) returning name"

describe('Storage', () => {
  test('shows a user their own uploads and artifacts, and the one bucket', async () => {
    await postgres.sql("insert into storage.buckets (id, name) values ('other', 'other') on conflict do nothing")
    const rows = await ask(asAnn(), 'select name from storage.objects order by name')
    expect(rows).toEqual([
      { name: `artifacts/${ann.id}/${ann.done}/es/talk.srt` },
      { name: `uploads/${ann.id}/${ann.done}/voice_track.mp3` },
    ])
    expect(await ask(asAnn(), 'select id, public from storage.buckets')).toEqual([{ id: 'media', public: false }])
  })

  test('takes the tracks of a job that is uploading', async () => {
    for (const track of ['voice_track', 'background_track']) {
      const path = `uploads/${ann.id}/${ann.job}/${track}.mp3`
      expect(await ask(asAnn(), PUT, [path])).toEqual([{ name: path }])
    }
  })

  test.each([
    ['another name', () => `uploads/${ann.id}/${ann.job}/another.mp3`],
    ['another ending', () => `uploads/${ann.id}/${ann.job}/voice_track.wav`],
    ['a job that was submitted', () => `uploads/${ann.id}/${ann.done}/background_track.mp3`],
    ['another’s job', () => `uploads/${bob.id}/${bob.job}/voice_track.mp3`],
    ['no job', () => `uploads/${ann.id}/job_0000000000ee/voice_track.mp3`],
    ['artifacts', () => `artifacts/${ann.id}/${ann.job}/voice_track.mp3`],
    ['blobs', () => `blobs/${ann.id}/${'0'.repeat(64)}`],
  ])('takes nothing else: %s', async (_, path) => {
    await expect(ask(asAnn(), PUT, [path()])).rejects.toMatchObject(FORBIDDEN)
  })

  test('takes nothing into another bucket', async () => {
    const path = `uploads/${ann.id}/${ann.job}/voice_track.mp3`
    const put = "insert into storage.objects (bucket_id, name) values ('elsewhere', $1)"
    await expect(ask(asAnn(), put, [path])).rejects.toMatchObject(FORBIDDEN)
  })

  test('lets no user change, move or delete an object', async () => {
    expect(await ask(asAnn(), "update storage.objects set name = name || '.old' returning name")).toEqual([])
    expect(await ask(asAnn(), 'delete from storage.objects returning name')).toEqual([])
  })
})

describe('the service', () => {
  test.each([
    ['another’s folder', () => `uploads/${bob.id}/job_0000000000ff/voice_track.mp3`],
    ['another job', () => `uploads/${ann.id}/${ann.done}/voice_track.mp3`],
    ['blobs', () => `blobs/${ann.id}/job_0000000000ff/voice_track.mp3`],
    ['a way up', () => `uploads/${ann.id}/job_0000000000ff/../../${bob.id}/voice_track.mp3`],
    ['a line break', () => `uploads/${ann.id}/job_0000000000ff/voice_track.mp3\n`],
  ])('begins no job whose track is in %s', async (_, path) => {
    const refused = ask({ role: 'service_role' }, INSERT_JOB, ['job_0000000000ff', ann.id, path()])
    await expect(refused).rejects.toMatchObject({ code: '23514', constraint: 'voice_track_is_own' })
  })

  test.each(ALL)('sees everybody’s %s', async (table) => {
    const owner = table === 'users' ? 'id' : 'user_id'
    const rows = await ask({ role: 'service_role' }, `select distinct ${owner} as owner from public.${table}`)
    expect(new Set(rows.map((row) => row['owner']))).toEqual(new Set([ann.id, bob.id]))
  })

  test('writes down what happened', async () => {
    const add =
      "insert into public.job_events (job_id, user_id, event_type) values ($1, $2, 'job.failed') returning job_id"
    expect(await ask({ role: 'service_role' }, add, [bob.done, bob.id])).toEqual([{ job_id: bob.done }])
  })
})

describe('accounts', () => {
  test('a new e-mail address is followed; an account that goes takes everything of its own along', async () => {
    const id = await postgres.user('old@example.com')
    await postgres.sql("update auth.users set email = 'new@example.com' where id = $1", [id])
    expect(await postgres.sql('select email from public.users where id = $1', [id])).toEqual([
      { email: 'new@example.com' },
    ])
    await postgres.sql(INSERT_JOB, ['job_0000000000cc', id, `uploads/${id}/job_0000000000cc/voice_track.mp3`])
    await postgres.sql('delete from auth.users where id = $1', [id])
    expect(await postgres.sql('select id from public.dubbing_jobs where user_id = $1', [id])).toEqual([])
    expect(await postgres.sql('select id from public.users where id = $1', [id])).toEqual([])
  })
})
