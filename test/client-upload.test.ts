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

const clone = join(import.meta.dirname, '..')
const MIB = 2 ** 20

/** A module that docs/client-upload.md shows, as a reader would copy it. */
async function shown<Module>(name: string): Promise<Module> {
  await using folder = await temporaryFolder()
  const blocks = readFileSync(join(clone, 'docs/client-upload.md'), 'utf8').matchAll(
    /^```js\n(\/\/ (\S+)\n[\s\S]+?)^```$/gm,
  )
  const [, code = ''] = [...blocks].find(([, , called]) => called === name) ?? []
  const path = join(folder.path, name.replace('.js', '.mjs'))
  await writeFile(path, code.replace("'tus-js-client'", JSON.stringify(import.meta.resolve('tus-js-client'))))
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

test('`call` waits as long as it is told, and throws what is refused', async () => {
  type Call = (token: () => Promise<string>, url: string, asked?: object) => Promise<unknown>
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
  type Event = { readonly id: string; readonly event: string; readonly data: { readonly message: string } }
  type Follow = (token: () => Promise<string>, url: string, options?: object) => AsyncGenerator<Event>
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
