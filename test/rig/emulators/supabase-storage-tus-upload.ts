import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { SupabaseRequest } from './supabase-server-types.ts'
import { checkUpload, type StorageDesk } from './supabase-storage-desk.ts'
import type { Received } from './supabase-storage-objects.ts'
import { refusal, tusSays } from './supabase-storage-refusals.ts'
import { metadataOf, type Place } from './supabase-storage-upload.ts'

/** A resumable upload, as far as it is. */
export type ResumableUpload = Place & {
  readonly length: number
  /** Its Upload-Metadata, read and as it came. */
  readonly told: Readonly<Record<string, string>>
  readonly header: string
  /** Milliseconds since 1970. */
  readonly expires: number
  offset: number
  parts: Received[]
  /** What is done to it at the moment. */
  before: Promise<void>
}

/** Every chunk but the last has just this many bytes. */
const CHUNK = 6 * 1024 * 1024

/**
 * Looks whether who asks may upload there. A signed token overwrites what is there, whatever it was minted for: so does
 * the real server, which looks for the object when it mints the token and never again.
 */
export async function admit(
  desk: StorageDesk,
  request: SupabaseRequest,
  { bucket, name }: Place,
  isSigned: boolean,
): Promise<{ readonly owner: string | undefined; readonly isUpsert: boolean }> {
  if (isSigned) {
    const signature = request.headers['x-signature']
    if (typeof signature !== 'string') throw refusal('InvalidSignature', 'Missing x-signature header')
    const { owner } = await desk.signatures.checkUpload(signature, `${bucket}/${name}`)
    return { owner, isUpsert: true }
  }
  const caller = await desk.rights.caller(request)
  const isUpsert = request.headers['x-upsert'] === 'true'
  await checkUpload(desk, caller, { bucket, name, isUpsert })
  return { owner: caller.uid, isUpsert }
}

/** Takes the next chunk in. Where its connection breaks, what has come of it counts or not. */
export async function takeChunk(
  { objects }: StorageDesk,
  request: SupabaseRequest,
  upload: ResumableUpload,
  keepsHalf: boolean,
): Promise<void> {
  const { headers } = request
  if (headers['content-type'] !== 'application/offset+octet-stream') throw tusSays(403, 'Content-Type header required')
  if (Number(headers['upload-offset']) !== upload.offset) throw tusSays(409, 'Upload-Offset conflict')
  const size = Number(headers['content-length'] ?? Number.NaN)
  const end = upload.offset + size
  if (end > upload.length) throw tusSays(413, "Request's body exceeds the upload's length")
  if (size !== CHUNK && end !== upload.length) throw tusSays(400, `Every chunk but the last must have ${CHUNK} bytes`)
  const half: Buffer[] = []
  const bytes = async function* () {
    for await (const piece of request.body()) {
      if (keepsHalf) half.push(piece)
      yield piece
    }
  }
  const add = (part: Received) => {
    upload.parts.push(part)
    upload.offset += part.size
  }
  try {
    add(await objects.receive(bytes(), size))
  } catch (error) {
    if (half.length > 0) add(await objects.receive(half, size))
    throw error
  }
}

/** All bytes are there: they become the object. */
export async function complete(
  desk: StorageDesk,
  request: SupabaseRequest,
  upload: ResumableUpload,
  isSigned: boolean,
): Promise<void> {
  const { owner, isUpsert } = await admit(desk, request, upload, isSigned)
  const { bucket, name, told, parts } = upload
  const seconds = told['cacheControl'] ?? ''
  const received = await desk.objects.receive(joined(parts), upload.length)
  upload.parts = []
  for (const { file } of parts) await rm(file)
  await desk.objects.put(
    {
      ...received,
      bucket,
      name,
      owner,
      type: told['contentType'] ?? 'application/octet-stream',
      cacheControl: /^\d+$/.test(seconds) ? `max-age=${seconds}` : 'no-cache',
      metadata: told['metadata'] === undefined ? null : metadataOf(told['metadata']),
    },
    isUpsert,
  )
}

async function* joined(parts: readonly Received[]): AsyncGenerator<Uint8Array> {
  for (const { file } of parts) for await (const piece of createReadStream(file)) yield piece as Buffer
}
