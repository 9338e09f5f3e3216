import { copyFile, readFile, stat } from 'node:fs/promises'
import type { Clock } from '../../src/clock.ts'
import { Failure } from '../../src/failure.ts'
import type { Attempt } from '../../src/ports/fleet.ts'
import type {
  FleetJobs,
  FleetQueue,
  FleetWork,
  NewServiceArtifact,
  NewServiceEvent,
  ObjectStore,
  ServiceJob,
  ServiceTask,
} from '../../src/ports/service.ts'
import { type FakeLeftovers, fakeLeftovers } from './fake-leftovers.ts'

type Outcomes = Awaited<ReturnType<FleetJobs['outcomes']>>
type Kept = { -readonly [Name in keyof ServiceJob]: ServiceJob[Name] }

export type FakeFleet = FleetJobs &
  FakeLeftovers & {
    readonly jobs: Map<string, Kept>
    readonly events: NewServiceEvent[]
    readonly published: (NewServiceArtifact & { readonly job: string })[]
    readonly usd: Map<string, number>
    /** By the key of an answer, the job that it was worked out for. */
    readonly answeredFor: Map<string, string>
    /** How often it was told that a worker is alive. */
    readonly beats: { readonly language: string; readonly progress: number }[]
    /** As a person does who cancels: what nobody works on ends at once. */
    cancel(id: string): void
  }

/** Jobs of the service in memory, with the rules that the tables' adapter keeps. */
export function fakeFleet(clock: Clock): FakeFleet {
  const jobs = new Map<string, Kept>()
  const outcomes = new Map<string, Outcomes[number]['outcome']>()
  const usd = new Map<string, number>()
  const answeredFor = new Map<string, string>()
  const holders = new Map<string, string | null>()
  const events: NewServiceEvent[] = []
  const published: FakeFleet['published'] = []
  const beats: { language: string; progress: number }[] = []
  const ended = ({ status }: { readonly status: string }) => status === 'complete' || status === 'error'
  const key = (id: string, language: string) => `${id}/${language}`
  const taskOf = (id: string, language: string) => jobs.get(id)?.tasks.find((task) => task.language === language)
  const alter = (id: string, language: string, part: Partial<ServiceTask>) => {
    const job = jobs.get(id)
    if (job) job.tasks = job.tasks.map((task) => (task.language === language ? { ...task, ...part } : task))
  }
  const publish = (job: string, artifacts: readonly NewServiceArtifact[]) => {
    for (const artifact of artifacts) {
      const index = published.findIndex((known) => known.job === job && known.file === artifact.file)
      published.splice(index < 0 ? published.length : index, index < 0 ? 0 : 1, { ...artifact, job })
    }
  }
  const endCancelled = (id: string) => {
    const job = jobs.get(id)
    if (!job?.cancelRequested) return
    const end = { status: 'error', code: 'cancelled', message: 'cancelled' } as const
    for (const task of job.tasks) if (task.status === 'pending') alter(id, task.language, end)
    if (!ended(job) && job.tasks.every(ended)) Object.assign(job, end)
  }
  const work: Omit<FakeFleet, keyof FakeLeftovers> = {
    jobs,
    events,
    published,
    usd,
    answeredFor,
    beats,
    cancel(id) {
      const job = jobs.get(id)
      if (job) job.cancelRequested = true
      endCancelled(id)
    },
    find: async (id) => structuredClone(jobs.get(id)),
    async change(id, change) {
      const job = jobs.get(id)
      if (job && !ended(job)) Object.assign(job, change, { updatedAt: clock.now() })
    },
    async begin(id, language, worker) {
      const [job, task] = [jobs.get(id), taskOf(id, language)]
      if (!job || !task || job.cancelRequested || ended(job) || ended(task)) return false
      holders.set(key(id, language), worker)
      alter(id, language, { status: 'processing', startedAt: task.startedAt ?? clock.now(), heartbeatAt: clock.now() })
      return true
    },
    async beat(id, language, worker, report) {
      const [job, task] = [jobs.get(id), taskOf(id, language)]
      beats.push({ language, progress: report.progress })
      const held = holders.get(key(id, language)) === worker
      if (!job || !task || job.cancelRequested || ended(job) || ended(task) || !held) return { stop: true }
      alter(id, language, { ...report, heartbeatAt: clock.now() })
      return { stop: false }
    },
    madeFor: async (id, keys) => keys.filter((each) => answeredFor.get(each) === id),
    async charge(id, language, more) {
      usd.set(key(id, language), (usd.get(key(id, language)) ?? 0) + more)
    },
    async end(id, language, { code, message, outcome, again = false, worker, artifacts = [] }) {
      const task = taskOf(id, language)
      const own = worker === undefined || holders.get(key(id, language)) === worker
      if (task && !ended(task) && own) {
        const status = again ? 'pending' : code === null || code === 'partial' ? 'complete' : 'error'
        alter(id, language, { status, code, message })
        holders.set(key(id, language), null)
        publish(id, artifacts)
        if (outcome) outcomes.set(key(id, language), structuredClone(outcome))
      }
      endCancelled(id)
    },
    async outcomes(id) {
      const tasks = (jobs.get(id)?.tasks ?? []).filter(ended)
      return tasks.map(({ language }) => {
        const at = key(id, language)
        return { language, outcome: outcomes.get(at) ?? null, usd: usd.get(at) ?? 0 }
      })
    },
    async settle(id, { status, code, message, artifacts = [] }) {
      const job = jobs.get(id)
      if (!job || ended(job) || !job.tasks.every(ended)) return false
      publish(id, artifacts)
      Object.assign(job, { status, code, message, completedAt: clock.now() })
      return true
    },
    tell: async (event) => void events.push(event),
    async silentSince(at) {
      return [...jobs.values()].flatMap((job) => {
        const silent = job.tasks.filter(
          (task) => !ended(task) && task.status !== 'pending' && (task.heartbeatAt ?? Infinity) < at,
        )
        return silent.map(({ language }) => ({ job: job.id, language }))
      })
    },
    async untouchedSince(at) {
      const open = [...jobs.values()].filter((job) => !ended(job) && job.status !== 'uploading')
      return open.filter(({ updatedAt }) => updatedAt < at).map(({ id }) => id)
    },
  }
  // One object: what a test puts there is what is swept.
  return Object.assign(fakeLeftovers(jobs, published), work)
}

/** A job of these languages that was just submitted. */
export function submitted(part: Pick<ServiceJob, 'id' | 'owner' | 'request'>, now: number): Kept {
  const languages = part.request?.languages ?? []
  const fresh = { status: 'pending', code: null, progress: 0, message: '', completedAt: null } as const
  const times = { heartbeatAt: null, startedAt: null }
  return {
    ...part,
    ...fresh,
    voiceTrack: { path: `uploads/${part.owner}/${part.id}/voice_track.mp3`, name: 'talk.mp3' },
    backgroundTrack: null,
    languages,
    duration: null,
    cancelRequested: false,
    tasks: languages.map((language) => ({ ...fresh, ...times, id: `task-${language}`, language, stage: 'queued' })),
    createdAt: now,
    updatedAt: now,
  }
}

export type FakeObjects = ObjectStore & {
  readonly kept: Map<string, { readonly bytes: Buffer; readonly type: string }>
  /** Keys, in the order in which they were put there. */
  readonly uploads: string[]
}

/** Objects in memory. */
export function fakeObjects(): FakeObjects {
  const kept: FakeObjects['kept'] = new Map()
  const uploads: string[] = []
  return {
    kept,
    uploads,
    uploadUrl: async (path) => ({ url: `http://objects.test/${path}`, token: 'token' }),
    downloadUrl: async (path) => `http://objects.test/${path}`,
    downloadUrls: async (files) => files.map(({ path }) => `http://objects.test/${path}`),
    async info(path) {
      const object = kept.get(path)
      return object && { bytes: object.bytes.length, type: object.type }
    },
    async download(path, to) {
      const object = kept.get(path)
      if (!object) throw new Failure('lost', `No object ${path}.`)
      await copyFile(path, to)
    },
    async upload(path, from, { type, signal }) {
      signal.throwIfAborted()
      await stat(from)
      uploads.push(path)
      kept.set(path, { bytes: await readFile(from), type })
    },
    async remove(paths) {
      for (const path of paths) kept.delete(path)
    },
    ready: async () => {},
  }
}

export type FakeQueue = FleetQueue & {
  /** What waits, first in first out. */
  readonly waiting: FleetWork[]
  /** Everything that was ever added, but for what waited already. */
  readonly added: FleetWork[]
}

/** Work in a list. Whoever takes it from there removes it. */
export function fakeQueue(): FakeQueue {
  const waiting: FleetWork[] = []
  const added: FleetWork[] = []
  const nameOf = (work: FleetWork) => JSON.stringify(work)
  return {
    waiting,
    added,
    async add(work) {
      for (const each of work) {
        if (waiting.some((other) => nameOf(other) === nameOf(each))) continue
        waiting.push(each)
        added.push(each)
      }
    },
    async cancel(job) {
      waiting.splice(0, waiting.length, ...waiting.filter((work) => work.job !== job))
    },
  }
}

/** A try that nobody stops. */
export function attempt(part: Partial<Attempt> = {}): Attempt {
  return { stop: { requested: false }, signal: new AbortController().signal, held: () => true, last: false, ...part }
}
