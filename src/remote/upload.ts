import type { DetailedError, Upload, UploadOptions } from 'tus-js-client'
import type { Clock } from '../clock.ts'
import { Failure } from '../failure.ts'
import { type Pace, paceMeter } from './pace.ts'
import type { TrackFile } from './track.ts'
import { openTrackSource } from './track-source.ts'
import { type UploadMemory, uploadMemory } from './upload-memory.ts'
import { type SignedUpload, signedUpload } from './upload-target.ts'

export type UploadTools = {
  /** The data folder, in which it is remembered how far an upload has come. */
  readonly home: string
  /** Which upload it is: the service, the job and which of its tracks. */
  readonly about: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Where Supabase is, where that is known better than the signed URL tells. */
  readonly supabaseUrl?: string | undefined
  /** The project's publishable key: its gateway wants to see one. */
  readonly publishableKey?: string | undefined
  readonly onPace: (pace: Pace) => void
  /** Told where the storage does not answer for some seconds, and is tried again. */
  readonly onWaiting?: (() => void) | undefined
  /** Milliseconds before each further try of a request that failed. */
  readonly delays?: readonly number[] | undefined
}

/** Supabase Storage takes chunks of this size and no other (but for the last). */
const CHUNK = 6 * 1024 * 1024
const DELAYS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000]
/** Milliseconds without a byte or an answer after which a connection is given up and a new one tried. */
const STALLED = 60_000
/** Tries of a request that fail before that is told: after four seconds. */
const UNSAID = 3
/** Attempts in which not a single byte goes through. */
const TRIES = 3

/** A track that is uploaded. `forget`: once the service has taken it over, or it is to be uploaded again. */
export type Uploaded = { readonly forget: () => Promise<void> }

/**
 * Uploads a track in chunks, resumably: one that was begun, by this process or by one that was killed, goes on where it
 * stopped; one that had come to its end is not sent again. `signed` asks the API for a signed upload URL, anew where its
 * token has expired.
 * @throws {Failure} `input` where the file is refused or changes meanwhile; `vendor` where the storage fails after retries.
 */
export async function upload(
  track: TrackFile,
  signed: (anew: boolean) => Promise<string>,
  tools: UploadTools,
): Promise<Uploaded> {
  const memory = uploadMemory(tools.home, track, tools.about)
  const pace = paceMeter(track.bytes, tools.clock)
  let target: SignedUpload | undefined
  let bytes = 0
  const onBytes = (now: number) => {
    bytes = now
    tools.onPace(pace(now))
  }
  for (let tries = 1, stuckAt = -1; tries <= TRIES; ) {
    const begun = await memory.recall()
    // What was sent is there only once the storage has said so.
    const isThere = begun?.offset === track.bytes
    if (isThere) onBytes(track.bytes)
    // Asked for only now: for a track that is there already, there may be no more of them.
    else target ??= signedUpload(await signed(false), tools.supabaseUrl)
    const end = isThere || !target ? 'done' : await attempt({ track, target, begun, memory, tools, onBytes })
    if (end === 'done') {
      await memory.keep(begun?.url ?? '', track.bytes)
      return { forget: () => memory.forget() }
    }
    if (end === 'gone') await memory.forget()
    if (end === 'expired') target = signedUpload(await signed(true), tools.supabaseUrl)
    tries = bytes === stuckAt ? tries + 1 : 1
    stuckAt = bytes
  }
  throw new Failure('vendor', 'The storage does not take the upload: what it gives for it is not good.', {
    hint: 'What is uploaded is kept. Run the same command again to go on.',
    retryable: true,
  })
}

type Attempt = {
  readonly track: TrackFile
  readonly target: SignedUpload
  /** An upload that was begun. */
  readonly begun: { readonly url: string } | undefined
  readonly memory: UploadMemory
  readonly tools: UploadTools
  readonly onBytes: (bytes: number) => void
}

/** How an attempt ends: `expired`, the token is no longer taken; `gone`, the upload that was begun is no longer there. */
type End = 'done' | 'expired' | 'gone' | 'stalled'

async function attempt(asked: Attempt): Promise<End> {
  const { track, tools } = asked
  const { Upload } = await import('tus-js-client')
  if (tools.signal.aborted) throw stopped(tools.signal)
  const { promise, resolve, reject } = Promise.withResolvers<End>()
  const source = await openTrackSource(track)
  const watch = stallWatch(() => resolve('stalled'))
  const stop = () => reject(stopped(tools.signal))
  const options = optionsFor(asked, { touch: watch.touch, resolve, reject })
  // Its types know browsers' files only; what reads the file is ours, below.
  const running: Upload = new Upload(Buffer.alloc(0), {
    ...options,
    fileReader: { openFile: async () => source },
    onUploadUrlAvailable: () => {
      const { url } = running
      // From here on it only goes on: with an endpoint, a storage that hiccups would be made to begin anew.
      running.options.endpoint = null
      if (url !== null && asked.begun === undefined) asked.memory.keep(url, 0).catch(reject)
    },
    onChunkComplete: (_size, accepted) => {
      watch.touch()
      if (running.url !== null) asked.memory.keep(running.url, accepted).catch(reject)
    },
  })
  tools.signal.addEventListener('abort', stop, { once: true })
  try {
    running.start()
    return await promise
  } finally {
    tools.signal.removeEventListener('abort', stop)
    watch.end()
    await running.abort()
    await source.close()
  }
}

type Settling = {
  readonly touch: () => void
  readonly resolve: (end: End) => void
  readonly reject: (failure: Failure) => void
}

function optionsFor(
  { track, target, begun, tools, onBytes }: Attempt,
  { touch, resolve, reject }: Settling,
): UploadOptions {
  return {
    ...(begun === undefined ? { endpoint: target.endpoint } : { uploadUrl: begun.url }),
    uploadSize: track.bytes,
    chunkSize: CHUNK,
    retryDelays: [...(tools.delays ?? DELAYS)],
    storeFingerprintForResuming: false,
    headers: {
      'x-signature': target.token,
      ...(tools.publishableKey !== undefined && { apikey: tools.publishableKey }),
    },
    metadata: {
      bucketName: target.bucket,
      objectName: target.object,
      contentType: track.type ?? 'application/octet-stream',
      cacheControl: '3600',
    },
    onShouldRetry: (error, tries) => {
      if (tries === UNSAID) tools.onWaiting?.()
      return mayPass(error)
    },
    onProgress: (sent) => {
      touch()
      onBytes(sent)
    },
    onSuccess: () => resolve('done'),
    onError: (error) => {
      const end = endOf(error)
      if (end instanceof Failure) reject(end)
      else resolve(end)
    },
  }
}

/** Whether another try may help: a network or server that fails, a lock, an offset that is asked for anew. Never what was refused. */
function mayPass(error: DetailedError): boolean {
  if (causeOf(error) instanceof Failure) return false
  const status = statusIn(error)
  if (status === 409) return error.originalRequest.getMethod() === 'PATCH'
  return status === undefined || status >= 500 || status === 423 || status === 429
}

function endOf(error: Error | DetailedError): End | Failure {
  const cause = causeOf(error)
  if (cause instanceof Failure) return cause
  const status = statusIn(error)
  // The object is there: uploaded to its end by a process that could not say so. The API checks that it is the right one.
  if (status === 409 && 'originalRequest' in error && error.originalRequest.getMethod() === 'POST') return 'done'
  // Storage answers every trouble with a token by 400 and a text; where a fresh one does not help, it was none.
  if (status === 400 || status === 401 || status === 403) return 'expired'
  if (status === 404 || status === 410) return 'gone'
  if (status === 413)
    return refused('The recording is larger than the service takes.', 'Dub it here, without --remote.')
  if (status === 415) return refused('The service does not take files of this kind.', 'Name an audio or video file.')
  if (status !== undefined && status < 500 && ![409, 423, 429].includes(status)) {
    return refused(`The storage does not take the upload (${status}).`, 'Run the same command again to begin it anew.')
  }
  return new Failure('vendor', `The storage ${status === undefined ? 'cannot be reached' : `fails (${status})`}.`, {
    cause: error,
    hint: 'What is uploaded is kept. Run the same command again to go on.',
    retryable: true,
  })
}

function causeOf(error: Error | DetailedError): Error | null {
  return 'causingError' in error ? error.causingError : null
}

function statusIn(error: Error | DetailedError): number | undefined {
  return 'originalResponse' in error ? error.originalResponse?.getStatus() : undefined
}

function refused(message: string, hint: string): Failure {
  return new Failure('input', message, { hint })
}

function stopped(signal: AbortSignal): Failure {
  return new Failure('interrupted', 'Stopped.', { cause: signal.reason })
}

/** Node's requests wait for ever. */
function stallWatch(onStall: () => void) {
  const timer = setTimeout(onStall, STALLED)
  return { touch: () => void timer.refresh(), end: () => clearTimeout(timer) }
}
