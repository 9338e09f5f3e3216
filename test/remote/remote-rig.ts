import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { apiClient } from '../../src/remote/api-client.ts'
import { type FakeApi, type FakeJob, startFakeApi, TOKEN } from '../rig/fake-api.ts'
import { type TemporaryFolder, temporaryFolder } from '../rig/home.ts'

/** Nobody waits in tests: it only lets others have their turn. */
export const noWait = async (_ms: number, signal: AbortSignal): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve))
  signal.throwIfAborted()
}

/** Waits until it is stopped: what goes on then goes on for another reason. */
export const forEver = (_ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

export const never = new AbortController().signal

export const CHUNK = 6 * 1024 * 1024

/** Backs off in no time, but never asks after a job by itself: only events make it. */
export const onlyEvents = (ms: number, signal: AbortSignal): Promise<void> =>
  ms === 3000 ? forEver(ms, signal) : noWait(ms, signal)

/** Lets others have their turn until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await noWait(0, never)
}

/** Bytes that differ from place to place. */
export function bytesOf(length: number): Buffer {
  return Buffer.alloc(length, Buffer.from(Array.from({ length: 251 }, (_, index) => index)))
}

export function digestOf(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export async function startRemote(options: Parameters<typeof startFakeApi>[0] = {}) {
  const api = await startFakeApi(options)
  const home = await temporaryFolder()
  return {
    api,
    home,
    client: apiClient({ url: api.url, token: async () => TOKEN, wait: noWait }),
    [Symbol.asyncDispose]: async () => {
      await api[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}

/** A file of a person's. */
export async function fileOf(home: TemporaryFolder, name: string, bytes: Buffer): Promise<string> {
  await writeFile(home.at(name), bytes)
  return home.at(name)
}

/** A job that the service works on. */
export async function jobUnderWay(api: FakeApi, client: ReturnType<typeof apiClient>): Promise<FakeJob> {
  const { job_id } = await client.uploadUrls({ languages: ['es'], voice_track_name: 'talk.mp3' }, never)
  const job = api.jobs.get(job_id)
  if (!job) throw new Error('The job was not made.')
  job.status = 'processing'
  job.tasks = { es: { status: 'processing', stage: 'stt', progress: 10, message: 'listening' } }
  return job
}
