import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { basename } from 'node:path'
import { createClient } from '@supabase/supabase-js'
import { openDoor } from './emulators/doors.ts'
import { type StorageOptions, type SupabaseStorage, startStorage } from './emulators/supabase-storage.ts'

type Status = 'uploading' | 'pending' | 'processing' | 'generating' | 'complete' | 'error'
type Task = { status: string; stage: string; progress: number; message: string }

/** A job of the fake service, to be changed by the test. */
export type FakeJob = {
  readonly id: string
  readonly voice: string
  readonly background: string | undefined
  /** What its upload URLs were asked for with. */
  readonly asked: Record<string, unknown>
  status: Status
  code: string | null
  message: string
  languages: string[]
  options: Record<string, unknown>
  tasks: Record<string, Task>
  artifacts: { id: string; language: string | null; file: string; bytes: number; checksum: string; key: string }[]
  /** Ids of its events. */
  events: number
}

/** One request that was seen. */
export type ApiCall = {
  readonly method: string
  readonly path: string
  readonly token: string
  readonly lastEventId: string
}

export type FakeApi = AsyncDisposable & {
  readonly url: string
  readonly storage: SupabaseStorage
  readonly env: NodeJS.ProcessEnv
  readonly calls: readonly ApiCall[]
  readonly jobs: Map<string, FakeJob>
  /** Access tokens that are taken. */
  readonly tokens: Set<string>
  /** Answers the next request whose method and path match in another way; `reset` breaks the connection. */
  readonly answerNext: (match: RegExp, answer: Other) => void
  /** Answers the next request whose method and path match only then. */
  readonly hold: (match: RegExp, until: Promise<void>) => void
  /** Resolves when a request whose method and path match has come, counted from the first. */
  readonly seen: (match: RegExp) => Promise<ApiCall>
  /** Changes a job and tells those who follow it. */
  readonly tell: (job: FakeJob, change: Partial<FakeJob>) => void
  /** Breaks all event streams off. */
  readonly drop: () => void
  /** Puts a file of a job into storage. */
  readonly deliver: (job: FakeJob, file: string, text: string, checksum: string) => Promise<void>
}

type Other =
  | 'reset'
  | Promise<void>
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }

export const TOKEN = 'token-of-ana'
const OWNER = '11111111-1111-4111-8111-111111111111'

/** The service's API in the shapes of its contract, with an emulated Storage behind it. It dubs nothing: tests say what happens. */
export async function startFakeApi(options: StorageOptions = {}): Promise<FakeApi> {
  const storage = await startStorage(options)
  const files = createClient(storage.url, storage.secretKey).storage.from('media')
  const jobs = new Map<string, FakeJob>()
  const calls: ApiCall[] = []
  const tokens = new Set([TOKEN])
  const others: { match: RegExp; answer: Other }[] = []
  const watchers = new Set<() => void>()
  const streams = new Map<ServerResponse, string>()
  const state: State = { files, jobs, streams }

  const server = createServer((request, response) => {
    const call = callOf(request)
    calls.push(call)
    for (const look of watchers) look()
    const key = `${call.method} ${call.path}`
    const at = others.findIndex(({ match }) => match.test(key))
    const [other] = at < 0 ? [] : others.splice(at, 1)
    if (other?.answer === 'reset') return void request.socket.resetAndDestroy()
    if (other?.answer instanceof Promise) {
      return void other.answer.then(() => refuse(response, 503, 'unavailable', 'Too late.'))
    }
    if (other) return json(response, other.answer.status, other.answer.body ?? {}, other.answer.headers)
    if (!tokens.has(call.token)) return refuse(response, 401, 'unauthorized', 'The token is not good.')
    void answer(call, request, response, state).catch((error: unknown) => json(response, 500, { error: String(error) }))
  })
  const door = await openDoor(server, 0)
  const url = `http://${door.address}`
  return {
    url,
    storage,
    env: {
      YTDUB_API_URL: url,
      SUPABASE_URL: storage.url,
      SUPABASE_PUBLISHABLE_KEY: storage.anonKey,
      YTDUB_ACCESS_TOKEN: TOKEN,
      // What tests send are no recordings: as on a machine without ffmpeg, nobody looks at them before.
      FFMPEG_PATH: '/none/ffmpeg',
    },
    calls,
    jobs,
    tokens,
    answerNext: (match, other) => void others.push({ match, answer: other }),
    hold: (match, until) => void others.push({ match, answer: until }),
    seen: (match) =>
      new Promise((resolve) => {
        const look = () => {
          const call = calls.find(({ method, path }) => match.test(`${method} ${path}`))
          if (!call) return
          watchers.delete(look)
          resolve(call)
        }
        watchers.add(look)
        look()
      }),
    tell(job, change) {
      Object.assign(job, change)
      job.events += 1
      for (const [stream, id] of streams) if (id === job.id) stream.write(frameOf(job))
    },
    drop() {
      for (const stream of streams.keys()) stream.socket?.resetAndDestroy()
    },
    async deliver(job, file, text, checksum) {
      const key = `artifacts/${OWNER}/${job.id}/file-${Buffer.from(file).toString('hex')}`
      const { error } = await files.upload(key, Buffer.from(text), { upsert: true })
      if (error) throw error
      const language = file.includes('/') ? (file.split('/')[0] ?? null) : null
      job.artifacts.push({ id: basename(key), language, file, bytes: Buffer.byteLength(text), checksum, key })
    },
    async [Symbol.asyncDispose]() {
      await door.close()
      await storage[Symbol.asyncDispose]()
    },
  }
}

type State = {
  readonly files: ReturnType<ReturnType<typeof createClient>['storage']['from']>
  readonly jobs: Map<string, FakeJob>
  readonly streams: Map<ServerResponse, string>
}

async function answer(call: ApiCall, request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const { jobs } = state
  const key = `${call.method} ${call.path.split('?')[0] ?? ''}`
  if (key === 'POST /api/jobs/upload-urls') return openUpload(await bodyOf(request), response, state)
  if (key === 'POST /api/jobs') return submit(await bodyOf(request), response, state)
  if (key === 'GET /api/jobs') return json(response, 200, [...jobs.values()].map(viewOf))
  const [, method, id = '', rest = ''] = /^(\w+) \/api\/jobs\/(job_[0-9a-f]{12})(.*)$/.exec(key) ?? []
  const job = jobs.get(id)
  if (!job) return refuse(response, 404, 'not_found', 'There is no such job.')
  switch (`${method} ${rest}`) {
    case 'GET ':
      return json(response, 200, viewOf(job))
    case 'DELETE ':
      jobs.delete(id)
      response.writeHead(204).end()
      return
    case 'GET /download':
      return json(response, 200, { job_id: id, artifacts: await Promise.all(job.artifacts.map(artifactView(state))) })
    case 'GET /events':
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': begin\n\n')
      if (Number(call.lastEventId) < job.events) response.write(frameOf(job))
      state.streams.set(response, id)
      response.on('close', () => state.streams.delete(response))
      return
    case 'POST /cancel':
      Object.assign(job, { status: 'error', code: 'cancelled', message: 'cancelled' })
      return json(response, 202, { job_id: id })
    case 'POST /retry':
      if (job.code === null || Object.keys(job.tasks).length === 0)
        return refuse(response, 409, 'conflict', 'Nothing of the job has failed.')
      Object.assign(job, { status: 'pending', code: null })
      return json(response, 202, { job_id: id, languages: job.languages })
    default:
      return refuse(response, 404, 'not_found', 'There is no such path.')
  }
}

async function openUpload(
  asked: Record<string, unknown>,
  response: ServerResponse,
  { files, jobs }: State,
): Promise<void> {
  const id = typeof asked['job_id'] === 'string' ? asked['job_id'] : `job_${randomBytes(6).toString('hex')}`
  const music = asked['background_track_name']
  const folder = `uploads/${OWNER}/${id}`
  const job = jobs.get(id) ?? {
    id,
    voice: `${folder}/voice_track.mp3`,
    background: music === undefined ? undefined : `${folder}/background_track.mp3`,
    asked,
    status: 'uploading',
    code: null,
    message: '',
    languages: asked['languages'] as string[],
    options: {},
    tasks: {},
    artifacts: [],
    events: 0,
  }
  jobs.set(id, job)
  const sign = async (path: string) => {
    const { data, error } = await files.createSignedUploadUrl(path, { upsert: true })
    if (error) throw error
    return data.signedUrl
  }
  json(response, 200, {
    job_id: id,
    upload_urls: {
      voice_track: await sign(job.voice),
      ...(job.background !== undefined && { background_track: await sign(job.background) }),
    },
    voice_track_path: job.voice,
  })
}

async function submit(asked: Record<string, unknown>, response: ServerResponse, { files, jobs }: State): Promise<void> {
  const job = jobs.get(String(asked['job_id']))
  if (!job) return refuse(response, 404, 'not_found', 'There is no such job.')
  const { data } = await files.info(job.voice)
  if (!data) return refuse(response, 409, 'not_uploaded', 'The voice track is not uploaded.')
  const languages = asked['languages'] as string[]
  const task = { status: 'pending', stage: 'queued', progress: 0, message: 'waiting' }
  Object.assign(job, {
    status: 'pending',
    languages,
    options: asked['options'],
    tasks: Object.fromEntries(languages.map((tag) => [tag, { ...task }])),
  })
  json(response, 201, { job_id: job.id })
}

function artifactView({ files }: State) {
  return async ({ key, ...artifact }: FakeJob['artifacts'][number]) => {
    const { data, error } = await files.createSignedUrl(key, 3600)
    if (error) throw error
    return {
      ...artifact,
      type: 'script',
      mime_type: 'text/plain',
      url: data.signedUrl,
      expires_at: '2030-01-01T00:00:00Z',
    }
  }
}

function viewOf({ id, status, code, message, languages, tasks }: FakeJob) {
  const none = { status: 'pending', stage: 'queued', progress: 0, message: '' }
  return {
    id,
    status,
    code,
    message,
    progress: status === 'complete' ? 100 : 0,
    languages: languages.map((languageCode) => ({ languageCode, ...(tasks[languageCode] ?? none) })),
    createdAt: '2026-11-23T04:00:00.000Z',
    updatedAt: '2026-11-23T04:05:00.000Z',
    startedAt: '2026-11-23T04:01:00.000Z',
  }
}

function frameOf({ id, events }: FakeJob): string {
  return `id: ${events}\nevent: news\ndata: ${JSON.stringify({ id: events, job_id: id, type: 'news' })}\n\n`
}

function callOf({ method = '', url = '', headers }: IncomingMessage): ApiCall {
  const token = (headers.authorization ?? '').replace('Bearer ', '')
  return { method, path: url, token, lastEventId: String(headers['last-event-id'] ?? '0') }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>
}

function refuse(response: ServerResponse, status: number, error: string, message: string): void {
  json(response, status, { error, message })
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
