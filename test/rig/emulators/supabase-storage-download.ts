import { jsonOf, supabaseJson } from './supabase-json.ts'
import type { SupabaseAnswer, SupabaseRequest } from './supabase-server-types.ts'
import { type StorageDesk, visible } from './supabase-storage-desk.ts'
import type { StoredObject } from './supabase-storage-objects.ts'
import { refusal } from './supabase-storage-refusals.ts'
import type { Caller } from './supabase-storage-rights.ts'
import type { Place } from './supabase-storage-upload.ts'

/** GET and HEAD /object/{bucket}/{name}. */
export function download(
  desk: StorageDesk,
  request: SupabaseRequest,
  caller: Caller,
  { bucket, name }: Place,
): SupabaseAnswer {
  return send(visible(desk, caller, bucket, name), request)
}

/** POST /object/sign/{bucket}/{name}: a URL to read it from. */
export async function signDownload(
  desk: StorageDesk,
  request: SupabaseRequest,
  caller: Caller,
  { bucket, name }: Place,
): Promise<SupabaseAnswer> {
  const seconds = secondsOf(await jsonOf(request))
  visible(desk, caller, bucket, name)
  return supabaseJson({ signedURL: await signed(desk, `${bucket}/${name}`, seconds) })
}

/** POST /object/sign/{bucket}: of many at once; those that are not to be seen have an error each. */
export async function signDownloads(
  desk: StorageDesk,
  request: SupabaseRequest,
  caller: Caller,
  bucket: string,
): Promise<SupabaseAnswer> {
  const asked = await jsonOf(request)
  const seconds = secondsOf(asked)
  const names = Array.isArray(asked?.['paths']) ? asked['paths'].map(String) : []
  const answers = names.map(async (path) =>
    desk.rights.mayRead(caller, bucket, path) && desk.objects.find(bucket, path)
      ? { error: null, path, signedURL: await signed(desk, `${bucket}/${path}`, seconds) }
      : { error: 'Either the object does not exist or you do not have access to it', path, signedURL: null },
  )
  return supabaseJson(await Promise.all(answers))
}

/** GET and HEAD /object/sign/{bucket}/{name}?token=: whoever holds the token may. */
export async function downloadSigned(
  desk: StorageDesk,
  request: SupabaseRequest,
  { bucket, name }: Place,
): Promise<SupabaseAnswer> {
  const token = request.query.get('token')
  if (token === null) throw refusal('InvalidRequest', "querystring must have required property 'token'")
  const expires = await desk.signatures.checkDownload(token, `${bucket}/${name}`)
  const object = desk.objects.find(bucket, name)
  if (object === undefined) throw refusal('NoSuchKey')
  const answer = send(object, request)
  return { ...answer, headers: { ...answer.headers, expires: new Date(expires).toUTCString() } }
}

function secondsOf(asked: Readonly<Record<string, unknown>> | undefined): number {
  const seconds = asked?.['expiresIn']
  if (typeof seconds === 'number' && seconds >= 1) return seconds
  throw refusal(
    'InvalidRequest',
    seconds === undefined ? "body must have required property 'expiresIn'" : 'body/expiresIn must be >= 1',
  )
}

async function signed({ signatures }: StorageDesk, path: string, seconds: number): Promise<string> {
  return `/object/sign/${path}?token=${await signatures.forDownload(path, seconds)}`
}

function send(object: StoredObject, { headers, query }: SupabaseRequest): SupabaseAnswer {
  const saveAs = query.get('download')
  const common = {
    'content-type': object.type,
    'cache-control': object.cacheControl,
    etag: object.etag,
    'last-modified': new Date(object.updatedAt).toUTCString(),
    'accept-ranges': 'bytes',
    ...(saveAs !== null && { 'content-disposition': disposition(saveAs) }),
  }
  const file = object.file
  if (headers['if-none-match'] === object.etag) return { status: 304, headers: common }
  if (headers.range === undefined)
    return { status: 200, headers: common, file: { path: file, start: 0, end: object.size - 1 } }
  const { start, end } = rangeOf(headers.range, object.size)
  return {
    status: 206,
    headers: { ...common, 'content-range': `bytes ${start}-${end}/${object.size}` },
    file: { path: file, start, end },
  }
}

/** @throws InvalidRange past the end, and for several at once. */
function rangeOf(range: string, size: number): { readonly start: number; readonly end: number } {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? []
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if ((from === '' && to === '') || start > end) throw refusal('InvalidRange')
  return { start, end }
}

function disposition(name: string): string {
  return name === ''
    ? 'attachment;'
    : `attachment; filename=${encodeURIComponent(name)}; filename*=UTF-8''${encodeURIComponent(name)};`
}
