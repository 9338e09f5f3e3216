import { jsonOf, supabaseJson } from './supabase-json.ts'
import type { SupabaseAnswer, SupabaseRequest } from './supabase-server-types.ts'
import { bucketOf, checkKey, checkType, checkUpload, type StorageDesk, sizeLimit } from './supabase-storage-desk.ts'
import type { Bucket, Received, StoredObject } from './supabase-storage-objects.ts'
import { refusal } from './supabase-storage-refusals.ts'
import type { Caller } from './supabase-storage-rights.ts'

export type Place = { readonly bucket: string; readonly name: string }
type File = {
  readonly received: Received
  readonly type: string
  readonly cacheControl: string
  readonly metadata: StoredObject['metadata']
}

/** POST (new) and PUT (overwrite) /object/{bucket}/{name}. */
export async function upload(
  desk: StorageDesk,
  request: SupabaseRequest,
  caller: Caller,
  place: Place,
): Promise<SupabaseAnswer> {
  const isUpsert = request.method === 'PUT' || request.headers['x-upsert'] === 'true'
  checkKey(place.name)
  const bucket = bucketOf(desk, place.bucket)
  await checkUpload(desk, caller, { ...place, isUpsert })
  const object = await take(desk, request, bucket, { ...place, isUpsert, owner: caller.uid })
  return supabaseJson({ Id: object.id, Key: `${place.bucket}/${place.name}` })
}

/** POST /object/upload/sign/{bucket}/{name}: a token to upload this one object with. */
export async function signUpload(
  desk: StorageDesk,
  request: SupabaseRequest,
  caller: Caller,
  place: Place,
): Promise<SupabaseAnswer> {
  await jsonOf(request)
  const isUpsert = request.headers['x-upsert'] === 'true'
  checkKey(place.name)
  await checkUpload(desk, caller, { ...place, isUpsert })
  // The row is tried before the bucket is looked for: the database's own word comes back.
  if (!desk.objects.buckets.has(place.bucket)) throw refusal('RelatedResourceNotFound')
  const path = `${place.bucket}/${place.name}`
  const token = await desk.signatures.forUpload(path, desk.uploadUrlSeconds, { owner: caller.uid, upsert: isUpsert })
  return supabaseJson({ url: `/object/upload/sign/${path}?token=${token}`, token })
}

/** PUT /object/upload/sign/{bucket}/{name}?token=: whoever holds the token may. */
export async function uploadSigned(desk: StorageDesk, request: SupabaseRequest, place: Place): Promise<SupabaseAnswer> {
  const token = request.query.get('token')
  if (token === null) throw refusal('InvalidRequest', "querystring must have required property 'token'")
  const { owner, upsert } = await desk.signatures.checkUpload(token, `${place.bucket}/${place.name}`)
  checkKey(place.name)
  const bucket = bucketOf(desk, place.bucket)
  if (!upsert && desk.objects.find(place.bucket, place.name)) throw refusal('KeyAlreadyExists')
  await take(desk, request, bucket, { ...place, isUpsert: upsert, owner })
  return supabaseJson({ Key: `${place.bucket}/${place.name}` })
}

async function take(
  desk: StorageDesk,
  request: SupabaseRequest,
  bucket: Bucket,
  { isUpsert, ...place }: Place & { readonly isUpsert: boolean; readonly owner: string | undefined },
): Promise<StoredObject> {
  const isForm = request.headers['content-type']?.startsWith('multipart/form-data') ?? false
  const { received, ...file } = isForm ? await fromForm(desk, request, bucket) : await fromBody(desk, request, bucket)
  return desk.objects.put({ ...received, ...file, ...place }, isUpsert)
}

async function fromBody(desk: StorageDesk, request: SupabaseRequest, bucket: Bucket): Promise<File> {
  const { headers } = request
  const type = headers['content-type'] ?? 'application/octet-stream'
  checkType(bucket, type)
  const limit = sizeLimit(desk, bucket)
  if (Number(headers['content-length'] ?? 0) > limit) throw refusal('EntityTooLarge')
  const told = headers['x-metadata']
  return {
    received: await desk.objects.receive(request.body(), limit),
    type,
    cacheControl: headers['cache-control'] ?? 'no-cache',
    metadata: typeof told === 'string' ? metadataOf(Buffer.from(told, 'base64').toString('utf8')) : null,
  }
}

/** As browsers and the SDK send a Blob: fields, then the file. It is in memory over there, and is here for a moment. */
async function fromForm(desk: StorageDesk, request: SupabaseRequest, bucket: Bucket): Promise<File> {
  const pieces: Buffer[] = []
  for await (const piece of request.body()) pieces.push(piece)
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const form = await new Response(Buffer.concat(pieces), { headers }).formData()
  const file = [...form.values()].find((value) => typeof value !== 'string')
  if (file === undefined) throw refusal('InvalidRequest', 'No content provided')
  const type = file.type || 'application/octet-stream'
  checkType(bucket, type)
  const [seconds, metadata] = [form.get('cacheControl'), form.get('metadata')]
  return {
    received: await desk.objects.receive(file.stream(), sizeLimit(desk, bucket)),
    type,
    cacheControl: typeof seconds === 'string' ? `max-age=${seconds}` : 'no-cache',
    metadata: typeof metadata === 'string' ? metadataOf(metadata) : null,
  }
}

/** What is no JSON is left out without a word, as over there. */
export function metadataOf(text: string): StoredObject['metadata'] {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? (value as StoredObject['metadata']) : null
  } catch {
    return null
  }
}
