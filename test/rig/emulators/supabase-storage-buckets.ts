import { jsonOf, supabaseJson } from './supabase-json.ts'
import type { SupabaseAnswer, SupabaseRequest } from './supabase-server-types.ts'
import type { StorageDesk } from './supabase-storage-desk.ts'
import type { Bucket } from './supabase-storage-objects.ts'
import { refusal } from './supabase-storage-refusals.ts'
import type { Caller } from './supabase-storage-rights.ts'

const UNITS: { readonly [unit: string]: number } = { '': 1, B: 1, KB: 1e3, MB: 1e6, GB: 1e9 }

/** GET and POST /bucket, GET /bucket/{id}. */
export async function buckets(
  desk: StorageDesk,
  request: SupabaseRequest,
  caller: Caller,
  id: string | undefined,
): Promise<SupabaseAnswer> {
  const { objects, rights } = desk
  if (request.method === 'POST' && id === undefined) return supabaseJson({ name: await make(desk, request, caller) })
  if (request.method !== 'GET') throw refusal('RouteNotFound', `Route ${request.method}:/bucket not found`)
  const seen = [...objects.buckets.values()].filter((bucket) => rights.seesBucket(caller, bucket.id))
  if (id === undefined) return supabaseJson(seen.map(shown))
  const bucket = seen.find((one) => one.id === id)
  if (bucket === undefined) throw refusal('NoSuchBucket')
  return supabaseJson(shown(bucket))
}

async function make({ objects, rights }: StorageDesk, request: SupabaseRequest, caller: Caller): Promise<string> {
  const asked = (await jsonOf(request)) ?? {}
  if (!rights.mayChange(caller)) throw refusal('AccessDenied')
  const id = String(asked['id'] ?? asked['name'])
  if (objects.buckets.has(id)) throw refusal('BucketAlreadyExists')
  const { file_size_limit: limit, allowed_mime_types: types } = asked
  objects.buckets.set(id, {
    id,
    public: asked['public'] === true,
    ...((typeof limit === 'string' || typeof limit === 'number') && { fileSizeLimit: bytesOf(`${limit}`) }),
    ...(Array.isArray(types) && { allowedMimeTypes: types.map(String) }),
  })
  return id
}

/** `1MB` is 1,000,000 bytes. */
function bytesOf(limit: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMG]?B)?$/i.exec(limit) ?? []
  const times = UNITS[unit.toUpperCase()]
  if (number === undefined || times === undefined)
    throw refusal('InvalidRequest', 'Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B')
  return Number(number) * times
}

function shown({ id, public: isPublic = false, fileSizeLimit, allowedMimeTypes }: Bucket) {
  return {
    id,
    name: id,
    owner: '',
    public: isPublic,
    type: 'STANDARD',
    file_size_limit: fileSizeLimit ?? null,
    allowed_mime_types: allowedMimeTypes ?? null,
  }
}
