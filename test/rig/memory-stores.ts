import { createHash } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Clock } from '../../src/clock.ts'
import { blobRefsIn } from '../../src/dub/blob.ts'
import { Failure } from '../../src/failure.ts'
import type { Json } from '../../src/json.ts'
import type { Job, JobNote, JobStore, LanguageTask, Lease, TaskStatus } from '../../src/ports/jobs.ts'
import type { Answered, BlobStore, Memo, Scratch } from '../../src/ports/stores.ts'
import { openScratch } from '../../src/stores/local/scratch.ts'

export type MemoryBlobs = BlobStore & {
  /** What is kept, by digest. A test may take bytes away, or put wrong ones there. */
  readonly kept: Map<string, Uint8Array>
}

/** Blobs in memory; those that are asked for by path are written below `folder`. */
export function memoryBlobs(folder: string): MemoryBlobs {
  const kept = new Map<string, Uint8Array>()
  const lent = new Map<string, { readonly path: string; readonly modified: number }>()
  const keep = (bytes: Uint8Array, type: string) => {
    const digest = digestOf(bytes)
    kept.set(digest, bytes)
    return { digest, type, size: bytes.length }
  }
  const blobs: MemoryBlobs = {
    kept,
    put: async (bytes, type) => keep(Uint8Array.from(bytes), type),
    async adopt(path, type) {
      const ref = keep(await readFile(path), type)
      await rm(path)
      return ref
    },
    async borrow(path, type) {
      const bytes = await readFile(path)
      lent.set(digestOf(bytes), { path, modified: (await stat(path)).mtimeMs })
      return { digest: digestOf(bytes), type, size: bytes.length }
    },
    has: async ({ digest, size }) => lent.has(digest) || kept.get(digest)?.length === size,
    async get({ digest }) {
      const loan = lent.get(digest)
      if (loan) return readFile(await unchanged(loan))
      const bytes = kept.get(digest)
      if (bytes && digestOf(bytes) === digest) return bytes
      kept.delete(digest)
      throw new Failure('lost', `No blob ${digest}.`, { subject: digest })
    },
    async path(ref) {
      const loan = lent.get(ref.digest)
      if (loan) return unchanged(loan)
      const path = join(folder, ref.digest)
      await writeFile(path, await blobs.get(ref))
      return path
    },
  }
  return blobs
}

async function unchanged({ path, modified }: { path: string; modified: number }): Promise<string> {
  const now = await stat(path).catch(() => undefined)
  if (now?.mtimeMs !== modified) throw new Failure('input', `${path} was changed.`)
  return path
}

export function digestOf(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Paths below `folder`, which is whoever made it to remove. */
export function memoryScratch(folder: string): Scratch {
  let count = 0
  return {
    path: (name) => join(folder, `${++count}-${name}`),
    beside: (place) => openScratch(dirname(place), `.${basename(place)}.part-`),
    [Symbol.asyncDispose]: async () => {},
  }
}

/** Answered steps in memory. */
export function memoryMemo(clock: Clock): Memo {
  const rows = new Map<string, Answered & { readonly answer: string }>()
  const asked = ({ key, stage, input, at }: Answered): Answered => ({ key, stage, input, at })
  return {
    async recall(key) {
      const row = rows.get(key)
      return row && (JSON.parse(row.answer) as Json)
    },
    async keep({ key, stage, input }, answer) {
      const row = rows.get(key) ?? { key, stage, input, at: clock.now(), answer: JSON.stringify(answer) }
      rows.set(key, row)
      return JSON.parse(row.answer) as Json
    },
    async forget(key) {
      rows.delete(key)
    },
    async forgetNaming(digest) {
      for (const { key, answer } of rows.values()) {
        if (blobRefsIn(JSON.parse(answer)).some((ref) => ref.digest === digest)) rows.delete(key)
      }
    },
    questions: async (keys) => keys.flatMap((key) => rows.get(key) ?? []).map(asked),
    async earlier(stage, at, limit) {
      const before = [...rows.values()].filter((row) => row.stage === stage && row.at < at)
      return before
        .toSorted((a, b) => b.at - a.at)
        .slice(0, limit)
        .map(asked)
    },
  }
}

type Kept = Omit<Job, 'held'>
type Page = JobNote[]
type Written = JobNote extends infer Note ? (Note extends JobNote ? Omit<Note, 'run' | 'at'> : never) : never

/** Jobs in memory. `isGone` says whether a lease's holder is known to have ended. */
export function memoryJobs(clock: Clock, isGone: (holder: string) => boolean): JobStore {
  const jobs = new Map<string, Kept>()
  const pages = new Map<string, Page[]>()
  const asked = new Set<string>()
  const isHeld = (lease: Lease) => clock.now() < lease.until && !isGone(lease.holder)
  const read = (job: Kept): Job => ({ ...job, held: job.lease !== null && isHeld(job.lease) })
  const change = (id: string, part: Partial<Kept>) => {
    const job = jobs.get(id)
    if (job) jobs.set(id, { ...job, ...part, updatedAt: clock.now() })
    return job !== undefined
  }
  const write = (id: string, note: Written) => {
    const page = pages.get(id)?.at(-1)
    page?.push({ run: page[0]?.run ?? 1, at: clock.now(), ...note })
  }
  const noteEnd = (id: string, end: Pick<Job, 'status' | 'code'>) => {
    asked.delete(id)
    write(id, { type: 'run-ended', ...end })
  }
  return {
    async submit({ id, request, source, folder, background = null }) {
      const now = clock.now()
      const tasks = request.languages.map((language) => {
        return { language, status: 'pending', stage: 'queued', progress: 0, message: '' } as const
      })
      const fresh = {
        id,
        status: 'pending',
        progress: 0,
        message: '',
        code: null,
        duration: null,
        lease: null,
        maxCost: null,
      } as const
      const costs = request.languages.map((language) => ({ language, usd: 0, estimated: 0 }))
      const voices = request.languages.map((language) => ({ language, voices: [] }))
      const job = {
        ...fresh,
        tasks,
        costs,
        voices,
        createdAt: now,
        ...jobs.get(id),
        request,
        source,
        background,
        folder,
        updatedAt: now,
      }
      jobs.set(id, job)
      return read(job)
    },
    async find(id) {
      const job = jobs.get(id)
      return job && read(job)
    },
    list: async (folder) =>
      [...jobs.values()]
        .filter((job) => folder === undefined || job.folder === folder)
        .toSorted((a, b) => b.updatedAt - a.updatedAt)
        .map(read),
    async claim(id, lease) {
      const held = jobs.get(id)?.lease
      if (held && held.holder !== lease.holder && isHeld(held)) {
        if (held.until > lease.until) change(id, { lease: { ...held, until: lease.until } })
        return false
      }
      asked.delete(id)
      return change(id, { lease })
    },
    renew: async (id, lease) => jobs.get(id)?.lease?.holder === lease.holder && change(id, { lease }),
    async update(id, part) {
      change(id, part.status === undefined ? part : { ...part, code: null })
    },
    async bound(id, maxCost) {
      change(id, { maxCost })
    },
    async updateTask(id, task) {
      change(id, { tasks: jobs.get(id)?.tasks.map((each) => (each.language === task.language ? task : each)) ?? [] })
    },
    async charge(id, due) {
      const costs = (jobs.get(id)?.costs ?? []).map((cost) => {
        const own = due.filter(({ language }) => language === cost.language)
        const estimated = Math.max(cost.estimated, ...own.map((each) => each.estimated))
        return { ...cost, usd: own.reduce((sum, { usd }) => sum + usd, cost.usd), estimated }
      })
      change(id, { costs })
    },
    async settle(id, { status, message, code, languages }) {
      const tasks = (jobs.get(id)?.tasks ?? []).map((task): LanguageTask => {
        const end = languages.find(({ language }) => language === task.language)
        if (end?.status === 'complete')
          return { ...task, status: 'complete', stage: 'complete', progress: 100, message: 'done' }
        if (end) return { ...task, status: 'error', message: end.error ?? 'done' }
        return task.status === 'complete' ? task : { ...task, status: status as TaskStatus, message }
      })
      const voices = (jobs.get(id)?.voices ?? []).map(
        (known) => languages.find(({ language }) => language === known.language) ?? known,
      )
      const told = voices.map(({ language, voices: own }) => ({ language, voices: own }))
      const done = status === 'complete' && { progress: 100 }
      change(id, { status, message, code, tasks, voices: told, lease: null, ...done })
      noteEnd(id, { status, code })
    },
    async release(id, message) {
      const tasks = (jobs.get(id)?.tasks ?? []).map((task): LanguageTask => {
        return task.status === 'complete' ? task : { ...task, status: 'pending', message }
      })
      change(id, { status: 'pending', message, code: null, tasks, lease: null })
      noteEnd(id, { status: 'pending', code: null })
    },
    async beginDiary(id) {
      const earlier = pages.get(id) ?? []
      const run = (earlier.at(-1)?.[0]?.run ?? 0) + 1
      pages.set(id, [...earlier.slice(-4), [{ run, at: clock.now(), type: 'run-started' }]])
    },
    async note(id, steps) {
      for (const step of steps) write(id, { type: 'step', ...step })
    },
    diary: async (id) =>
      (pages.get(id)?.at(-1) ?? []).flatMap((note) => {
        if (note.type !== 'step') return []
        const { run: _run, at: _at, type: _type, ...step } = note
        return [step]
      }),
    events: async (id) => (pages.get(id) ?? []).flat(),
    async askToStop(id) {
      const lease = jobs.get(id)?.lease
      if (!lease || !isHeld(lease)) return false
      asked.add(id)
      return true
    },
    isAskedToStop: async (id) => asked.has(id),
    async delete(id) {
      const lease = jobs.get(id)?.lease
      if (lease && isHeld(lease)) return false
      pages.delete(id)
      return jobs.delete(id)
    },
  }
}
