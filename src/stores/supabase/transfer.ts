import { openAsBlob } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { Failure } from '../../failure.ts'
import { cutOff, type Refusal, refused } from './storage-trouble.ts'

/** One bucket, as its requests need it. `endpoint` is `{url}/storage/v1`. */
export type Bucket = {
  readonly endpoint: string
  readonly bucket: string
  readonly headers: { readonly [name: string]: string }
  readonly fetch: typeof fetch
}

/** Milliseconds without an answer, or without a byte more of it. */
const SILENCE = 60_000
/** Bytes per millisecond that a line gives at the least: an upload shows nothing of how far it is. */
const SLOWEST = 64

/** Streams an object into a file of at most `most` bytes; what came of it is gone again where it fails. */
export async function fetchInto(
  { endpoint, bucket, headers, fetch }: Bucket,
  path: string,
  to: string,
  { signal, most = Number.POSITIVE_INFINITY }: { readonly signal: AbortSignal; readonly most?: number | undefined },
): Promise<void> {
  using silence = deadlineOf(SILENCE)
  const either = AbortSignal.any([signal, silence.signal])
  try {
    const response = await fetch(`${endpoint}/object/${bucket}/${path}`, { headers, signal: either })
    if (!response.ok || !response.body) throw refused(await refusalOf(response), path)
    if (Number(response.headers.get('content-length')) > most) {
      await response.body.cancel()
      throw tooLarge(path, most)
    }
    await using file = await open(to, 'w', 0o600)
    let bytes = 0
    for await (const chunk of response.body) {
      silence.restart()
      bytes += chunk.length
      if (bytes > most) throw tooLarge(path, most)
      await file.writeFile(chunk)
    }
  } catch (error) {
    await rm(to, { force: true })
    throw cutOff(error, signal)
  }
}

/** Puts a file where the path says, over one that is there. It is read as it is sent. */
export async function sendFrom(
  { endpoint, bucket, headers, fetch }: Bucket,
  path: string,
  from: string,
  { signal, type }: { readonly signal: AbortSignal; readonly type: string },
): Promise<void> {
  const body = await openAsBlob(from, { type })
  using late = deadlineOf(SILENCE + body.size / SLOWEST)
  try {
    const response = await fetch(`${endpoint}/object/${bucket}/${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': type, 'x-upsert': 'true' },
      body,
      signal: AbortSignal.any([signal, late.signal]),
    })
    if (!response.ok) throw refused(await refusalOf(response), path)
    await response.body?.cancel()
  } catch (error) {
    throw cutOff(error, signal)
  }
}

/** Whether the bucket answers. */
export async function knock({ endpoint, bucket, headers, fetch }: Bucket, signal: AbortSignal): Promise<void> {
  using late = deadlineOf(SILENCE)
  try {
    const either = AbortSignal.any([signal, late.signal])
    const response = await fetch(`${endpoint}/bucket/${bucket}`, { headers, signal: either })
    if (!response.ok) throw refused(await refusalOf(response), `bucket ${bucket}`)
    await response.body?.cancel()
  } catch (error) {
    throw cutOff(error, signal)
  }
}

async function refusalOf(response: Response): Promise<Refusal> {
  const body = (await response.json().catch(() => ({}))) as { statusCode?: unknown; code?: unknown } | null
  const meant = Number(body?.statusCode)
  return {
    status: Number.isInteger(meant) && meant >= 400 ? meant : response.status,
    code: typeof body?.code === 'string' ? body.code : undefined,
  }
}

function tooLarge(path: string, most: number): Failure {
  return new Failure('input', `The object is larger than the ${most} bytes that it may have (${path}).`)
}

function deadlineOf(milliseconds: number): Disposable & { readonly signal: AbortSignal; readonly restart: () => void } {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(new DOMException('Too late.', 'TimeoutError')), milliseconds)
  return { signal: over.signal, restart: () => timer.refresh(), [Symbol.dispose]: () => clearTimeout(timer) }
}
