import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { SupabaseAnswer, SupabaseRequest } from './supabase-server-types.ts'
import { bucketOf, checkKey, checkType, type StorageDesk, sizeLimit } from './supabase-storage-desk.ts'
import { tusSays } from './supabase-storage-refusals.ts'
import { admit, complete, type ResumableUpload, takeChunk } from './supabase-storage-tus-upload.ts'

export type TusOptions = {
  /** How long an upload may be gone on with (86,400, as hosted). */
  readonly resumableSeconds?: number
  /** True: what came of a chunk before its connection broke counts. */
  readonly keepsHalfChunks?: boolean
}

export type Tus = (request: SupabaseRequest, isSigned: boolean, id: string | undefined) => Promise<SupabaseAnswer>

type Uploads = Map<string, ResumableUpload>

const VERSION = '1.0.0'

/** Answers /upload/resumable, and /upload/resumable/sign with a signed upload token in x-signature. */
export function tusDoor(desk: StorageDesk, { resumableSeconds = 86_400, keepsHalfChunks = false }: TusOptions): Tus {
  const uploads: Uploads = new Map()
  return async (request, isSigned, id) => {
    if (request.method === 'OPTIONS') return answer(204, CAN)
    if (request.headers['tus-resumable'] !== VERSION) throw tusSays(412, 'Tus-Resumable Required')
    if (id === undefined && request.method === 'POST') {
      const expires = desk.clock.now() + resumableSeconds * 1000
      return create(desk, request, { uploads, isSigned, expires })
    }
    const upload = uploads.get(id ?? '')
    if (id === undefined || upload === undefined) throw tusSays(404, 'The file for this url was not found')
    if (upload.expires <= desk.clock.now()) throw tusSays(410, 'The file for this url no longer exists')
    // One after another: how far an upload is, is known once what came before has been seen to.
    const answered = upload.before.then(() => goOn(desk, request, upload, { isSigned, keepsHalfChunks }))
    upload.before = answered.then(
      () => {},
      () => {},
    )
    const said = await answered
    if (request.method === 'DELETE') uploads.delete(id)
    return said
  }
}

const CAN = { 'tus-version': VERSION, 'tus-extension': 'creation,termination,expiration' }

async function goOn(
  desk: StorageDesk,
  request: SupabaseRequest,
  upload: ResumableUpload,
  { isSigned, keepsHalfChunks }: { readonly isSigned: boolean; readonly keepsHalfChunks: boolean },
): Promise<SupabaseAnswer> {
  // How far an unsigned upload is, anybody may know.
  if (isSigned || request.method !== 'HEAD') await admit(desk, request, upload, isSigned)
  switch (request.method) {
    case 'HEAD':
      return answer(200, { ...progressOf(upload), 'cache-control': 'no-store' })
    case 'PATCH':
      await takeChunk(desk, request, upload, keepsHalfChunks)
      if (upload.offset === upload.length) await complete(desk, request, upload, isSigned)
      return answer(204, progressOf(upload))
    case 'DELETE':
      for (const { file } of upload.parts) await rm(file)
      return answer(204)
    default:
      throw tusSays(404, 'Not found')
  }
}

async function create(
  desk: StorageDesk,
  request: SupabaseRequest,
  { uploads, isSigned, expires }: { readonly uploads: Uploads; readonly isSigned: boolean; readonly expires: number },
): Promise<SupabaseAnswer> {
  const header = String(request.headers['upload-metadata'] ?? '')
  const told = toldOf(header)
  const { bucketName: bucket, objectName: name } = told
  const length = Number(request.headers['upload-length'])
  if (!bucket || !name) throw tusSays(400, 'Metadata header is required')
  if (!Number.isSafeInteger(length) || length < 0) throw tusSays(400, 'Upload-Length header required')
  if (Number(request.headers['content-length'] ?? 0) > 0) throw new Error('a chunk together with the creation')
  checkKey(name)
  // A token of the caller's is looked at before the bucket, what they may do in it after.
  if (!isSigned) await desk.rights.caller(request)
  const kind = bucketOf(desk, bucket)
  await admit(desk, request, { bucket, name }, isSigned)
  if (length > sizeLimit(desk, kind)) throw tusSays(413, 'Maximum size exceeded')
  if (told['contentType'] !== undefined) checkType(kind, told['contentType'])
  const id = Buffer.from(`${bucket}/${name}/${randomUUID()}`).toString('base64url')
  const before = Promise.resolve()
  const upload: ResumableUpload = { bucket, name, length, told, header, expires, offset: 0, parts: [], before }
  uploads.set(id, upload)
  if (length === 0) await complete(desk, request, upload, isSigned)
  const location = `${desk.url}/upload/resumable${isSigned ? '/sign' : ''}/${id}`
  return answer(201, { location, 'upload-expires': dateOf(upload) })
}

/** `name base64, name base64` */
function toldOf(header: string): Readonly<Record<string, string>> {
  const pairs = header.split(',').map((pair) => pair.trim().split(' '))
  return Object.fromEntries(
    pairs.map(([name = '', value = '']) => [name, Buffer.from(value, 'base64').toString('utf8')]),
  )
}

function progressOf(upload: ResumableUpload) {
  return {
    'upload-offset': String(upload.offset),
    'upload-length': String(upload.length),
    'upload-metadata': upload.header,
    'upload-expires': dateOf(upload),
  }
}

function dateOf({ expires }: ResumableUpload): string {
  return new Date(expires).toUTCString()
}

function answer(status: number, headers: Readonly<Record<string, string>> = {}): SupabaseAnswer {
  return { status, headers: { 'tus-resumable': VERSION, ...headers } }
}
