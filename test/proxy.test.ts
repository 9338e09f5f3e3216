import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EMAIL, PASSWORD, startAuthServer } from './remote/session/auth-server.ts'
import { newPerson, run } from './rig/cli.ts'
import { startCloud } from './rig/cloud.ts'
import { startCountingProxy } from './rig/counting-proxy.ts'
import { startFakeApi } from './rig/fake-api.ts'

const YTDUB = join(import.meta.dirname, '../bin/ytdub')

test('a dub reaches Deepgram, OpenAI and its Realtime sockets through the proxies alone', async () => {
  await using proxy = await startCountingProxy()
  await using cloud = await startCloud([[0, 'good morning everybody']])
  const [deepgram, openai] = [proxy.doorTo(cloud.deepgram.url), proxy.doorTo(cloud.openai.secureUrl)]
  const env = {
    DEEPGRAM_BASE_URL: deepgram,
    OPENAI_BASE_URL: `${openai}/v1`,
    HTTPS_PROXY: proxy.url.replace('//', '//somebody:secret@'),
    HTTP_PROXY: proxy.url,
  }
  const args = ['dub', 'talk.wav', '--lang', 'es', '--tts', 'openai-realtime']
  const { code, err } = await cloud.start(args, env).ended
  expect({ code, err }).toEqual({ code: 0, err: expect.any(String) })
  expect(cloud.calls('stt')).toHaveLength(1)
  expect(proxy.through(deepgram, 'POST')).toBe(1) // Plain requests are passed on, not tunnelled.
  expect(cloud.calls('tts').length).toBeGreaterThan(0)
  // One tunnel for translations, and one for each socket.
  expect(proxy.through(openai, 'CONNECT')).toBe(1 + cloud.calls('tts').length)
  const basic = `Basic ${Buffer.from('somebody:secret').toString('base64')}`
  expect(proxy.asked.filter(({ method }) => method === 'CONNECT').map(({ authorization }) => authorization)).toEqual(
    Array.from({ length: proxy.through(openai) }, () => basic),
  )
})

test('Supabase, the API of the service and resumable uploads go through them too', async () => {
  await using proxy = await startCountingProxy()
  await using api = await startFakeApi()
  await using auth = await startAuthServer()
  await using person = await newPerson()
  const [service, storage, project] = [
    proxy.doorTo(api.url),
    proxy.doorTo(api.storage.url),
    proxy.doorTo(auth.env.SUPABASE_URL),
  ]
  const { writeFile } = await import('node:fs/promises')
  await writeFile(person.path('voice.mp3'), 'voice'.repeat(100))
  const sent = await person.start(['upload', 'voice.mp3'], {
    env: { ...api.env, YTDUB_API_URL: service, SUPABASE_URL: storage, HTTP_PROXY: proxy.url },
  }).ended
  expect(sent).toMatchObject({ code: 0 })
  expect(proxy.through(service)).toBeGreaterThan(0)
  expect(proxy.through(storage, 'POST')).toBe(1)
  expect(proxy.asked.filter(({ method }) => method === 'PATCH')).toHaveLength(1)

  const signIn = (env: NodeJS.ProcessEnv) => {
    const all = { PATH: process.env['PATH'], HOME: person.folder, YTDUB_HOME: person.home, ...auth.env, ...env }
    const args = [YTDUB, 'login', '--email', EMAIL, '--password-stdin']
    const running = run(process.execPath, args, { cwd: person.folder, env: all, typed: true })
    running.child.stdin?.end(PASSWORD)
    return running.ended
  }
  expect(await signIn({ SUPABASE_URL: project, HTTP_PROXY: proxy.url })).toMatchObject({ code: 0 })
  expect(proxy.through(project)).toBeGreaterThan(0)

  const before = proxy.asked.length
  expect(await signIn({ http_proxy: proxy.url, NO_PROXY: 'example.org,127.0.0.1' })).toMatchObject({ code: 0 })
  expect(proxy.asked.length).toBe(before)
})

test('a proxy that is no address is named, with how it is written', async () => {
  await using person = await newPerson()
  const { code, err } = await person.start(['jobs'], { env: { HTTPS_PROXY: 'proxy.example:3128' } }).ended
  expect({ code, err }).toEqual({
    code: 2,
    err: 'Error: HTTPS_PROXY is wrong: it is no http or https address.\nWrite it like this: http://proxy.example:3128\n',
  })
})
