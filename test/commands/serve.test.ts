import { expect, test } from 'vitest'
import { serve } from '../../commands/serve.ts'
import { commandContext } from '../rig/command-context.ts'
import { startSupabase } from '../rig/emulators/supabase-project.ts'
import { temporaryFolder } from '../rig/home.ts'
import { openPostgres } from '../rig/postgres.ts'

/** `ytdub serve` in this process, over a project of its own; `listening` is its address. */
async function openServe() {
  await using opened = new AsyncDisposableStack()
  const home = opened.use(await temporaryFolder())
  const postgres = opened.use(await openPostgres())
  const project = opened.use(await startSupabase({ pool: postgres.pool }))
  const listening = Promise.withResolvers<string>()
  const said: string[] = []
  const writes = {
    out: (text: string) => listening.resolve((JSON.parse(text) as { url: string }).url),
    err: (text: string) => void said.push(text),
  }
  const context = commandContext(home.path, writes, {
    json: true,
    databaseUrl: postgres.url,
    supabaseUrl: project.url,
    supabaseSecretKey: project.secretKey,
    corsOrigins: ['https://app.example.com'],
  })
  const ended = serve.run([], { port: 0 }, context)
  const url = await Promise.race([listening.promise, ended.then(() => Promise.reject(new Error('It ended.')))])
  const kept = opened.move()
  return { url, said, ended, project, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

test('serves real tokens over the real tables, and drains at SIGTERM', async () => {
  await using served = await openServe()
  const { url, project, ended, said } = served
  const ready = await fetch(`${url}/ready`)
  expect(await ready.json()).toEqual({ status: 'ready', checks: { database: 'ok', storage: 'ok', ffmpeg: 'ok' } })
  const token = await project.tokenFor(await project.addUser({ email: 'ann@example.com', password: 'a long password' }))
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ languages: ['es'], voice_track_name: 'talk.mp3' })
  const opened = await fetch(`${url}/api/jobs/upload-urls`, { method: 'POST', headers, body })
  const ask = async (more: object) => {
    const asked = JSON.stringify({ languages: ['es'], voice_track_name: 'talk.mp3', ...more })
    const answer = await fetch(`${url}/api/jobs/upload-urls`, { method: 'POST', headers, body: asked })
    return [answer.status, ((await answer.json()) as { message?: string }).message]
  }
  const offline = await ask({ languages: ['es', 'ko'], engine: 'offline' })
  expect(offline).toEqual([
    400,
    expect.stringMatching(/^The service cannot dub this into Korean \(ko\)\. It serves: .*es\./),
  ])
  expect(await ask({ engine: 'cloud' })).toEqual([400, expect.stringContaining('It has no key for that engine.')])
  const { job_id: id } = (await opened.json()) as { job_id: string }
  const events = await fetch(`${url}/api/jobs/${id}/events`, { headers })
  process.emit('SIGTERM')
  expect(await events.text()).toContain(': begin')
  expect(await ended).toBe(0)
  await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
  const log = said.join('')
  expect(log).toContain('"route":"/api/jobs/upload-urls"')
  for (const secret of [token, project.secretKey]) expect(log).not.toContain(secret)
})

test('the publishable key in the place of the secret one is told apart before anybody is asked', async () => {
  const nobody = { databaseUrl: 'postgresql://127.0.0.1:9/none', supabaseUrl: 'http://127.0.0.1:9' }
  const context = commandContext(
    '/nowhere',
    { out: () => {}, err: () => {} },
    {
      ...nobody,
      supabaseSecretKey: 'sb_publishable_x',
    },
  )
  await expect(serve.run([], { port: 0 }, context)).rejects.toMatchObject({
    code: 'auth',
    message: expect.stringContaining('SUPABASE_SECRET_KEY is the publishable key'),
  })
})
