import { createClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import { openPostgres } from '../postgres.ts'
import { startSupabaseForPeople } from './supabase-for-people.ts'
import { startSupabase } from './supabase-project.ts'
import { mayUploadByPolicy } from './supabase-storage-policies.ts'

test('one client signs in, uploads and reads; the service makes accounts', async () => {
  await using project = await startSupabase()
  const service = createClient(project.url, project.secretKey, { auth: { persistSession: false } })
  const ada = { email: 'ada@example.com', password: 'correct horse' }
  expect((await service.auth.admin.createUser({ ...ada, email_confirm: true })).error).toBeNull()
  const client = createClient(project.url, project.anonKey, {
    auth: { persistSession: false, autoRefreshToken: false },
  })
  expect((await client.storage.getBucket('media')).error).toMatchObject({ code: 'NoSuchBucket' })
  const { data } = await client.auth.signInWithPassword(ada)
  const path = `uploads/${data.user!.id}/job_1/voice_track.wav`
  const files = client.storage.from('media')
  expect((await files.upload(path, Buffer.from('hello'))).error).toBeNull()
  expect(await (await files.download(path)).data!.text()).toBe('hello')
  await project.keys.rotate()
  expect(await files.exists(path)).toMatchObject({ data: true })
  expect((await files.exists(`${path}2`)).data).toBe(false)
  expect((await client.auth.signOut({ scope: 'local' })).error).toBeNull()
  expect((await files.download(path)).error).not.toBeNull()
})

test('with a database, accounts are in it and its policies say who may upload what', async () => {
  await using postgres = await openPostgres()
  const { pool } = postgres
  await using project = await startSupabase({ pool, mayUpload: mayUploadByPolicy(pool) })
  const ada = await project.addUser({ email: 'ada@example.com', password: 'correct horse' })
  expect(await postgres.sql('select id, email from public.users')).toEqual([{ id: ada.id, email: ada.email }])
  const path = `uploads/${ada.id}/job_0123456789ab/voice_track.wav`
  await postgres.sql(
    `insert into public.dubbing_jobs (id, user_id, voice_track_url, voice_track_name, target_languages)
      values ('job_0123456789ab', $1, $2, 'talk.wav', '{es}')`,
    [ada.id, path],
  )
  const accessToken = await project.tokenFor(ada)
  const client = createClient(project.url, project.anonKey, { accessToken: async () => accessToken })
  const files = client.storage.from('media')
  expect((await files.upload(`${path}2`, Buffer.from('hello'))).error).toMatchObject({ code: 'AccessDenied' })
  expect((await files.upload(path, Buffer.from('hello'))).error).toBeNull()
  expect(await postgres.sql('select name from storage.objects')).toEqual([])
})

test('for a person: started again, the account is the one that the database knows', async () => {
  await using postgres = await openPostgres()
  for (let time = 0; time < 2; time++) {
    await using opened = await startSupabaseForPeople({ database: postgres.url })
    expect(opened.lines).toContain(`export SUPABASE_URL=${opened.project.url}`)
    expect(await postgres.sql('select email from public.users')).toEqual([{ email: 'you@example.com' }])
  }
})

test('a page of another origin is let in', async () => {
  await using project = await startSupabase()
  const headers = {
    origin: 'https://app.example',
    'access-control-request-method': 'PUT',
    'access-control-request-headers': 'content-type',
  }
  const answer = await fetch(`${project.url}/storage/v1/object/upload/sign/media/x`, { method: 'OPTIONS', headers })
  const said = ['origin', 'headers'].map((name) => answer.headers.get(`access-control-allow-${name}`))
  expect([answer.status, ...said]).toEqual([200, '*', 'content-type'])
})

test('what is not there is not there', async () => {
  await using project = await startSupabase()
  expect((await fetch(`${project.url}/rest/v1/jobs`)).status).toBe(404)
})
