import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import { bell } from '../src/api/bell.ts'
import { eventFrames } from '../src/api/event-frames.ts'
import { startStorage } from './rig/emulators/supabase-storage.ts'
import { temporaryFolder } from './rig/home.ts'

const DOCUMENT = join(import.meta.dirname, '../docs/client-upload.md')
const MIB = 2 ** 20

/** A module that docs/client-upload.md shows, as a reader would copy it. */
async function shown<Module>(name: string, before = ''): Promise<Module> {
  const blocks = readFileSync(DOCUMENT, 'utf8').matchAll(/^```js\n(\/\/ (\S+)\n[\s\S]+?)^```$/gm)
  const [, code = ''] = [...blocks].find(([, , called]) => called === name) ?? []
  return imported(before + code.replace("'tus-js-client'", JSON.stringify(import.meta.resolve('tus-js-client'))))
}

async function imported<Module>(code: string): Promise<Module> {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'shown.mjs')
  await writeFile(path, code)
  return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Module
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const token = async () => 'a-token'
type Call = (token: () => Promise<string>, url: string, asked?: object) => Promise<unknown>
type Event = { readonly id: string; readonly event: string; readonly data: { readonly message: string } }
type Follow = (token: () => Promise<string>, url: string, options?: object) => AsyncGenerator<Event>

/** Has a module wait for no time; what it would have waited, in ms, is in its `waits`. */
const WITHOUT_WAITING = `export const waits = []
const setTimeout = (run, ms) => { waits.push(ms); globalThis.setTimeout(run, 0) }
`
type Waits = { readonly waits: readonly number[] }

/** Answers with the first of these, then the next; `null` is a cut, and the last goes on. */
async function serveInTurn(...answers: readonly (readonly [number, Record<string, string>, string?] | null)[]) {
  const asked = { times: 0 }
  const api = await serve((_, response) => {
    const answer = answers[Math.min(asked.times, answers.length - 1)]!
    asked.times += 1
    if (answer === null) return response.destroy()
    const [status, headers, body] = answer
    return response.writeHead(status, headers).end(body)
  })
  return { ...api, asked }
}

test('`call` asks again where no answer came, and no more than five times', async () => {
  const { call, waits } = await shown<{ call: Call } & Waits>('call.js', WITHOUT_WAITING)
  await using api = await serveInTurn(null, [503, {}], null, [200, {}, '{"id":"job_0123456789ab"}'])
  expect(await call(token, api.url)).toEqual({ id: 'job_0123456789ab' })
  expect([api.asked.times, waits]).toEqual([4, [1000, 2000, 4000]])
  await using away = await serveInTurn(null)
  await expect(call(token, away.url)).rejects.toThrow(TypeError)
  expect(away.asked.times).toBe(5)
})

test('`call` does not sleep where a quota is used up, or nobody is signed in', async () => {
  const { call, waits } = await shown<{ call: Call } & Waits>('call.js', WITHOUT_WAITING)
  const quota = JSON.stringify({ error: 'quota_exceeded', message: 'Enough for today.', details: { limit: 86_400 } })
  await using api = await serveInTurn([429, { 'retry-after': '3600' }, quota])
  const told = { status: 429, error: 'quota_exceeded', message: 'Enough for today.', retryAfter: 3600 }
  await expect(call(token, api.url)).rejects.toMatchObject(told)
  await expect(call(await documentedToken(null), api.url)).rejects.toMatchObject({ status: 401 })
  expect([api.asked.times, waits]).toEqual([1, []])
})

/** The `token` of the document, for somebody with this session. */
async function documentedToken(session: object | null): Promise<() => Promise<string>> {
  const [, code = ''] = /```js\n(const token = [\s\S]+?)```/.exec(readFileSync(DOCUMENT, 'utf8')) ?? []
  const answer = JSON.stringify({ data: { session }, error: null })
  const supabase = `const supabase = { auth: { getSession: async () => (${answer}) } }`
  const { token: ofSession } = await imported<{ token: () => Promise<string> }>(`${supabase}\nexport ${code}`)
  return ofSession
}

test('`call` waits as long as it is told, and throws what is refused', async () => {
  const { call } = await shown<{ call: Call }>('call.js')
  const answers = [
    [429, { error: 'rate_limited', message: 'Too many requests.' }, { 'retry-after': '0' }],
    [201, { job_id: 'job_0123456789ab' }, {}],
    [422, { error: 'duration_mismatch', message: 'Not equally long.', details: { voice_duration: 3 } }, {}],
  ] as const
  const seen: unknown[] = []
  await using api = await serve(async (request, response) => {
    const body = (await request.toArray()).join('')
    seen.push([request.method, request.headers.authorization, body])
    const [status, answer, headers] = answers[seen.length - 1]!
    response.writeHead(status, headers).end(JSON.stringify(answer))
  })
  const asked = { method: 'POST', body: { languages: ['es'] } }
  expect(await call(token, api.url, asked)).toEqual({ job_id: 'job_0123456789ab' })
  await expect(call(token, api.url)).rejects.toMatchObject({
    status: 422,
    error: 'duration_mismatch',
    message: 'Not equally long.',
    details: { voice_duration: 3 },
  })
  const post = ['POST', 'Bearer a-token', '{"languages":["es"]}']
  expect(seen).toEqual([post, post, ['GET', 'Bearer a-token', '']])
})

test('`upload` brings a file where it belongs, over a cut, in chunks of 6 MiB', async () => {
  type UploadIt = (file: Buffer, options: object) => Promise<void>
  const { upload } = await shown<{ upload: UploadIt }>('upload.js')
  await using storage = await startStorage()
  const files = createClient(storage.url, storage.secretKey).storage.from('media')
  const path = 'uploads/11111111-1111-4111-8111-111111111111/job_0123456789ab/voice_track.mp3'
  const signed = await files.createSignedUploadUrl(path)
  const bytes = randomBytes(13 * MIB)
  storage.cut({ method: 'PATCH', after: MIB })
  const progress: number[] = []
  await upload(bytes, {
    supabaseUrl: storage.url,
    publishableKey: storage.anonKey,
    signature: signed.data?.token,
    path,
    type: 'audio/mpeg',
    onProgress: (part: number) => progress.push(part),
  })
  const { data } = await files.download(path)
  expect(Buffer.from(await data!.arrayBuffer()).equals(bytes)).toBe(true)
  expect(data?.type).toBe('audio/mpeg')
  expect(progress.at(-1)).toBe(1)
  const whole = storage.calls.filter(({ bytes: sent }) => sent > 0).map(({ bytes: sent }) => sent)
  expect(whole.slice(-1)).toEqual([MIB])
  expect(whole.filter((sent) => sent > 6 * MIB)).toEqual([])
})

test('`follow` goes on after a cut without missing or repeating an event, and ends with the job', async () => {
  const { follow } = await shown<{ follow: Follow }>('follow.js')
  const told = ['one', 'zwei: "2"\n\nid: 7', 'три', 'cuatro'].map((message, index) => {
    return { id: index + 1, job: 'job_0123456789ab', type: 'stage', message, metadata: {}, createdAt: 0 }
  })
  const asked: (string | undefined)[] = []
  await using api = await serve(async ({ headers }, response) => {
    const last = headers['last-event-id'] as string | undefined
    asked.push(last)
    if (last === '4') return response.writeHead(204).end()
    if (asked.length === 2) return response.writeHead(503).end()
    const jobs = {
      find: async () => ({ status: 'complete' }) as never,
      events: async (_job: string, after: number) => told.filter(({ id }) => id > after),
    }
    const following = {
      job: 'job_0123456789ab',
      after: Number(last ?? 0),
      news: bell(),
      over: () => false,
      heartbeat: 1,
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for await (const frame of eventFrames({ ...following, jobs })) {
      if (asked.length === 1 && frame.startsWith('id: 3')) {
        response.write(frame.slice(0, 20), () => response.destroy())
        return
      }
      // In pieces, as networks bring them: also in the middle of a letter.
      const bytes = Buffer.from(frame)
      for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7))
    }
    return response.end()
  })
  const heard: Event[] = []
  for await (const event of follow(token, api.url, { pause: 0 })) heard.push(event)
  expect(heard.map(({ id, event, data }) => [id, event, data.message])).toEqual(
    told.map(({ id, type, message }) => [String(id), type, message]),
  )
  expect(asked).toEqual([undefined, '2', '2', '4'])
})

test('`follow` ends where it is refused: signed out, or with a token that is not accepted anew either', async () => {
  const { follow } = await shown<{ follow: Follow }>('follow.js', WITHOUT_WAITING)
  await using api = await serveInTurn([401, {}])
  await expect(follow(token, api.url).next()).rejects.toMatchObject({ status: 401 })
  expect(api.asked.times).toBe(2)
  await expect(follow(await documentedToken(null), api.url).next()).rejects.toMatchObject({ status: 401 })
  expect(api.asked.times).toBe(2)
  await using gone = await serveInTurn([404, {}])
  await expect(follow(token, gone.url).next()).rejects.toMatchObject({ status: 404 })
})

test('`follow` comes back after a refused token, later where it is told so, and where the session’s server is away', async () => {
  const { follow, waits } = await shown<{ follow: Follow } & Waits>('follow.js', WITHOUT_WAITING)
  const event = 'id: 1\nevent: job\ndata: {"message":"one"}\n\n'
  await using api = await serveInTurn(
    [401, {}],
    [429, { 'retry-after': '7' }],
    [200, {}, event],
    [401, {}],
    [503, {}],
    [204, {}],
  )
  const session = await documentedToken({ access_token: 'a-token' })
  let times = 0
  const flaky = async () => {
    times += 1
    if (times === 1) throw Object.assign(new Error('fetch failed'), { status: 0 })
    return session()
  }
  const heard: Event[] = []
  for await (const each of follow(flaky, api.url)) heard.push(each)
  expect(heard.map(({ data }) => data.message)).toEqual(['one'])
  expect([api.asked.times, waits]).toEqual([6, [1000, 1000, 7000, 1000, 1000, 1000]])
})
