import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../src/stores/supabase/database.ts'
import { supabaseFleetJobs } from '../../src/stores/supabase/fleet-jobs.ts'
import { supabaseUserJobs } from '../../src/stores/supabase/user-jobs.ts'
import { newPerson, type Person } from '../rig/cli.ts'
import { openService, type Service } from '../rig/service.ts'
import { newJob, requestFor } from '../stores/supabase/open-stores.ts'

let service: Service
let person: Person
beforeAll(async () => {
  service = await openService()
  person = await newPerson()
})
afterAll(async () => {
  await person[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

const HOUR = 3_600_000
const ago = (hours: number) => new Date(Date.now() - hours * HOUR)

/**
 * Somebody signed in, with one generated file of a job that ended, and one answer that was used, and a file that this answer
 * names, so many hours ago.
 */
async function somebody(email: string, hours: number) {
  const { postgres, supabase } = service
  const user = await supabase.addUser({ email, password: 'correct horse battery' })
  await using database = openDatabase(postgres.url, { name: 'a test' })
  const jobs = supabaseUserJobs(database, { sub: user.id, role: 'authenticated' })
  const fleet = supabaseFleetJobs(database)
  const made = newJob(user.id)
  await jobs.create(made)
  await jobs.submit(made.id, { request: requestFor(['es']), duration: 3 })
  const path = `artifacts/${user.id}/${made.id}/report.html`
  const file = { language: null, type: 'report', path, file: 'report.html', bytes: 4, mime: 'text/html' }
  const artifacts = [{ ...file, checksum: '0'.repeat(64) }]
  await fleet.end(made.id, 'es', { code: null, message: '', outcome: null })
  await fleet.settle(made.id, { status: 'complete', code: null, message: '', artifacts })
  await postgres.sql('update public.dubbing_jobs set completed_at = $2 where id = $1', [made.id, ago(hours)])
  await postgres.sql(
    `insert into public.memo (user_id, key, stage, input, answer, used_at, blobs)
      values ($1, $2, 'speak', '{}', '{}', $3, array[$2])`,
    [user.id, '0'.repeat(64), ago(hours)],
  )
  const blob = `blobs/${user.id}/${'0'.repeat(64)}`
  await postgres.sql(
    `insert into public.blobs (user_id, digest, path, bytes, mime_type, used_at) values ($1, $2, $3, 5, 'audio/wav', $4)`,
    [user.id, '0'.repeat(64), blob, ago(hours)],
  )
  const bucket = createClient(supabase.url, supabase.secretKey).storage.from('media')
  for (const [each, body] of [
    [path, 'file'],
    [blob, 'sound'],
  ] as const) {
    expect((await bucket.upload(each, body)).error).toBe(null)
  }
  return { paths: [path, blob], env: { ...service.forPeople, YTDUB_ACCESS_TOKEN: await supabase.tokenFor(user) } }
}

test('a user purges what is theirs at the service, and an operator what is everybody’s', async () => {
  const [ann, bob] = [await somebody('ann@example.com', 50), await somebody('bob@example.com', 20)]
  const isThere = (path: string) => service.supabase.objects.find('media', path) !== undefined
  const kept = () => [ann, bob].map(({ paths }) => paths.filter(isThere).length)
  const purge = (env: NodeJS.ProcessEnv, ...args: string[]) =>
    person.start(['purge', '--remote', ...args], { env }).ended
  const one = { jobs: 1, artifacts: 1, bytes: 4, answers: 1, blobs: 1, blob_bytes: 5 }

  expect(JSON.parse((await purge(ann.env, '--dry-run', '--json')).out)).toEqual({
    where: 'remote',
    older_than_hours: 48,
    dry_run: true,
    found: one,
    deleted: null,
  })
  const unasked = await purge(ann.env)
  expect(unasked.code).toBe(2)
  expect(unasked.err).toContain('This deletes 1 generated file (4 bytes), 1 answer, and 1 file of steps (5 bytes).')
  expect(unasked.err).toContain('ytdub purge --remote --yes')
  expect(kept()).toEqual([2, 2])

  const purged = await purge(ann.env, '--yes')
  expect(purged).toMatchObject({
    code: 0,
    out: 'Deleted 1 generated file (4 bytes), 1 answer, and 1 file of steps (5 bytes).\n',
  })
  expect(purged.err).toMatch(
    /generated files of 1 job +1 +4 bytes\nanswered steps +1\nrecordings and other files of steps +1 +5 bytes\n/,
  )
  expect(kept()).toEqual([0, 2])
  expect(await purge(ann.env, '--yes')).toMatchObject({ code: 0, err: 'There is nothing to purge.\n' })
  expect(await purge(bob.env, '--yes')).toMatchObject({ code: 0, err: 'There is nothing to purge.\n' })

  const { postgres, supabase } = service
  const operator = { DATABASE_URL: postgres.url, SUPABASE_URL: supabase.url, SUPABASE_SECRET_KEY: supabase.secretKey }
  expect(JSON.parse((await purge(operator, '--older-than', '30m', '--dry-run', '--json')).out).found).toEqual(one)
  expect(kept()).toEqual([0, 2])
  const all = JSON.parse((await purge(operator, '--older-than', '30m', '--yes', '--json')).out)
  expect(all.deleted).toMatchObject({ artifacts: 1, answers: 1, blobs: 1 })
  expect(kept()).toEqual([0, 0])
  expect(await postgres.sql('select count(*)::integer as jobs from public.dubbing_jobs')).toEqual([{ jobs: 2 }])
})

test('without a service it says which setting is missing', async () => {
  const ended = await person.ytdub('purge', '--remote', '--dry-run')
  expect(ended).toMatchObject({ code: 2, out: '', err: expect.stringContaining('YTDUB_API_URL') })
})
