import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createApi } from '../../src/api/app.ts'
import { USUAL_LIMITS } from '../../src/api/limits.ts'
import type { ApiParts, LogLine } from '../../src/api/parts.ts'
import { Failure } from '../../src/failure.ts'
import { planRequest } from '../../src/jobs/plan-request.ts'
import { uploadChecker } from '../../src/jobs/service/check-upload.ts'
import type {
  Claims,
  FleetWork,
  ObjectStore,
  OldBlob,
  OwnLeftovers,
  ServiceArtifact,
  ServiceEvent,
  ServiceJob,
  ServiceTask,
  UserJobs,
} from '../../src/ports/service.ts'
import { type FakeMedia, fakeMedia } from './fake-media.ts'
import { fakeProviders } from './fake-providers.ts'
import { temporaryFolder } from './home.ts'
import { memoryScratch } from './memory-stores.ts'
import { settableClock } from './settable-clock.ts'

export const ANN = '00000000-0000-4000-8000-00000000000a'
export const BOB = '00000000-0000-4000-8000-00000000000b'
/** Tokens are the users' names. */
const USERS: { readonly [token: string]: string } = { ann: ANN, bob: BOB }

type Stored = ServiceJob & { readonly artifacts: readonly ServiceArtifact[]; readonly submittedAt: number | null }
/** Objects by path. */
export type Objects = Map<string, Uint8Array>
/** Blobs that nothing names, by path. */
type Blobs = Map<string, OldBlob & { readonly usedAt: number }>

/** The API over a service in memory: two users, tracks that anybody may put, and a queue that only remembers. */
export async function openFakeService(limits: Partial<ApiParts['limits']> = {}) {
  const home = await temporaryFolder()
  const clock = settableClock()
  const rows = new Map<string, Stored>()
  const events: ServiceEvent[] = []
  const objects: Objects = new Map()
  const blobs: Blobs = new Map()
  const queue = { added: [] as FleetWork[], cancelled: [] as string[] }
  const log: LogLine[] = []
  const followers = new Map<string, Set<() => void>>()
  const closing = new AbortController()
  const media = fakeMedia()
  const most = { ...USUAL_LIMITS, ...limits }
  const store = memoryObjects(objects)
  const now = () => clock.now()

  const parts: ApiParts = {
    version: '1.2.3',
    clock,
    async verify(token) {
      const sub = USERS[token]
      if (sub === undefined) throw new Failure('auth', 'The access token is not accepted. It is malformed.')
      return { sub, role: 'authenticated', email: `${token}@example.com` }
    },
    jobsOf: (claims) => memoryJobs(claims, { rows, events, now, blobs }),
    objects: store,
    queue: {
      add: async (work) => void queue.added.push(...work),
      cancel: async (job) => void queue.cancelled.push(job),
    },
    follow(job, hear) {
      const hearing = followers.get(job) ?? new Set()
      followers.set(job, hearing.add(hear))
      return () => void hearing.delete(hear)
    },
    checkUpload: uploadChecker({ objects: store, media, scratch: memoryScratch(home.path), limits: most }),
    plan: (wish) => planRequest(wish, { ...SHOP, clock }),
    ready: { database: async () => {}, storage: (signal) => store.ready(signal), ffmpeg: async () => {} },
    limits: most,
    corsOrigins: ['https://app.example.com'],
    log: (line) => void log.push(line),
    closing: closing.signal,
  }

  return {
    parts,
    api: createApi(parts),
    home,
    clock,
    rows,
    events,
    objects,
    blobs,
    queue,
    log,
    closing,
    media,
    /** How many follow a job. */
    followersOf: (job: string) => followers.get(job)?.size ?? 0,
    /** Puts a job there as the fleet would leave it. */
    put(job: Partial<Stored> = {}): Stored {
      const id = job.id ?? `job_${String(rows.size).padStart(12, '0')}`
      const made = { ...blankJob(id, now()), ...job }
      rows.set(id, made)
      return made
    },
    /** Something happens to a job, and whoever follows it hears so. */
    tell(job: string, type: string, message = ''): void {
      events.push({ id: events.length + 1, job, type, message, metadata: {}, createdAt: now() })
      for (const hear of followers.get(job) ?? []) hear()
    },
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  }
}
export type FakeService = Awaited<ReturnType<typeof openFakeService>> & { readonly media: FakeMedia }

const SHOP = {
  providers: fakeProviders({ language: 'en', words: [] }),
  engines: { offline: { transcriber: 'fake', translator: 'fake', synthesizers: ['fake'] } },
  keys: { deepgram: false, openai: false },
}

/** Ann's, waiting for its voice track. */
function blankJob(id: string, at: number): Stored {
  return {
    id,
    owner: ANN,
    status: 'uploading',
    code: null,
    progress: 0,
    message: '',
    voiceTrack: { path: `uploads/${ANN}/${id}/voice_track.mp3`, name: 'talk.mp3' },
    backgroundTrack: null,
    languages: ['es'],
    request: null,
    duration: null,
    cancelRequested: false,
    tasks: [],
    artifacts: [],
    submittedAt: null,
    createdAt: at,
    updatedAt: at,
    completedAt: null,
  }
}

/** A task of a job, as it waits. */
export function waiting(language: string, part: Partial<ServiceTask> = {}): ServiceTask {
  const nobody = { heartbeatAt: null, startedAt: null, completedAt: null }
  return {
    id: language,
    language,
    status: 'pending',
    code: null,
    stage: 'queued',
    progress: 0,
    message: '',
    ...nobody,
    ...part,
  }
}

/** An artifact as the fleet writes it down. */
export function artifactOf(job: string, file: string, type: string): ServiceArtifact {
  const language = file.includes('/') ? file.split('/')[0]! : null
  const path = `artifacts/${ANN}/${job}/${file}`
  const checksum = createHash('sha256').update(file).digest('hex')
  return {
    id: file,
    language,
    type,
    path,
    file,
    bytes: 1234,
    mime: 'audio/mp4',
    checksum,
    createdAt: 0,
    purgedAt: null,
  }
}

type Held = {
  readonly rows: Map<string, Stored>
  readonly events: ServiceEvent[]
  readonly now: () => number
  readonly blobs: Blobs
}

function memoryJobs({ sub, email }: Claims, { rows, events, now, blobs }: Held): UserJobs {
  const own = (id: string) => {
    const job = rows.get(id)
    return job?.owner === sub ? job : undefined
  }
  const mine = () => [...rows.values()].filter(({ owner }) => owner === sub)
  const hasEnded = ({ status }: Stored) => status === 'complete' || status === 'error'
  const me = () => {
    const today = mine().filter(({ submittedAt }) => submittedAt !== null && submittedAt > now() - 86_400_000)
    return {
      id: sub,
      email: email ?? null,
      createdAt: 0,
      activeJobs: mine().filter((job) => !hasEnded(job)).length,
      secondsToday: today.reduce((sum, { duration, languages }) => sum + (duration ?? 0) * languages.length, 0),
    }
  }
  return {
    me: async () => me(),
    async create(job, against) {
      const no = against?.(me())
      if (no === undefined) rows.set(job.id, { ...blankJob(job.id, now()), ...job, owner: sub })
      return no
    },
    find: async (id) => own(id),
    async list({ limit, offset }) {
      const jobs = mine().toSorted((a, b) => b.createdAt - a.createdAt)
      return { jobs: jobs.slice(offset, offset + limit), total: jobs.length }
    },
    async submit(id, { request, duration }, against) {
      const job = own(id)
      if (job?.status !== 'uploading') return false
      const no = against?.(me())
      if (no !== undefined) return no
      const { languages } = request
      const tasks = languages.map((language) => waiting(language))
      rows.set(id, { ...job, status: 'pending', request, duration, languages, tasks, submittedAt: now() })
      return true
    },
    async requestCancel(id) {
      const job = own(id)
      if (!job || hasEnded(job)) return false
      rows.set(id, { ...job, cancelRequested: true, status: 'error', code: 'cancelled' })
      return true
    },
    async retry(id, against) {
      const job = own(id)
      if (job?.completedAt != null && job.completedAt < now() - 47 * 3_600_000) return { languages: [], expired: true }
      const no = against?.(me())
      if (no !== undefined) return no
      const languages = job?.tasks.filter(({ status }) => status === 'error').map(({ language }) => language) ?? []
      if (job && languages.length > 0) rows.set(id, { ...job, status: 'pending' })
      return { languages, expired: false }
    },
    remove: async (id) => own(id) !== undefined && rows.delete(id),
    artifacts: async (id) => own(id)?.artifacts.filter(({ purgedAt }) => purgedAt === null) ?? [],
    events: async (id, after, limit) =>
      own(id) ? events.filter((event) => event.job === id && event.id > after).slice(0, limit) : [],
    leftovers: memoryLeftovers(mine, { rows, events, now, blobs }, sub),
  }
}

/** Generated files and blobs alone: nobody answers anything here. */
function memoryLeftovers(mine: () => readonly Stored[], { rows, now, blobs }: Held, owner: string): OwnLeftovers {
  const expired: OwnLeftovers['expired'] = async (at, limit) =>
    mine()
      .filter(({ completedAt }) => completedAt !== null && completedAt < at)
      .flatMap(({ id: job, artifacts }) => artifacts.map((artifact) => ({ ...artifact, job })))
      .filter(({ purgedAt }) => purgedAt === null)
      .slice(0, limit)
  const oldBlobs = (at: number) => [...blobs.values()].filter((blob) => blob.owner === owner && blob.usedAt < at)
  return {
    async count(at) {
      const old = await expired(at, Infinity)
      const bytes = old.reduce((sum, artifact) => sum + artifact.bytes, 0)
      return {
        jobs: new Set(old.map(({ job }) => job)).size,
        artifacts: old.length,
        bytes,
        answers: 0,
        ...countOf(oldBlobs(at)),
      }
    },
    expired,
    async purged(ids) {
      for (const job of mine()) {
        const artifacts = job.artifacts.map((each) => (ids.includes(each.id) ? { ...each, purgedAt: now() } : each))
        rows.set(job.id, { ...job, artifacts })
      }
    },
    forgetAnswers: async () => 0,
    oldBlobs: async (at, limit) => oldBlobs(at).slice(0, limit),
    async blobsPurged(gone) {
      for (const { path } of gone) blobs.delete(path)
    },
  }
}

function countOf(blobs: readonly OldBlob[]) {
  return { blobs: blobs.length, blobBytes: blobs.reduce((sum, { bytes }) => sum + bytes, 0) }
}

function memoryObjects(objects: Objects): ObjectStore {
  return {
    uploadUrl: async (path) => ({ url: `https://storage.test/${path}?token=t`, token: 't' }),
    downloadUrl: async (path, seconds, name) => `https://storage.test/${path}?for=${seconds}&download=${name ?? ''}`,
    downloadUrls: async (files, seconds) =>
      files.map(({ path, downloadAs }) => `https://storage.test/${path}?for=${seconds}&download=${downloadAs}`),
    async info(path) {
      const bytes = objects.get(path)?.length
      return bytes === undefined ? undefined : { bytes, type: null }
    },
    download: async (path, to) => writeFile(to, objects.get(path) ?? ''),
    upload: async () => {},
    async remove(paths) {
      for (const path of paths) objects.delete(path)
    },
    ready: async () => {},
  }
}

/** The first bytes of an MP3 file, and some more. */
export function mp3(more = 'talk'): Uint8Array {
  return Buffer.concat([
    Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x00', 'latin1'),
    Buffer.from([0xff, 0xfb, 0x90, 0x44]),
    Buffer.from(more.padEnd(600, '.')),
  ])
}
