import { jsonOf, supabaseJson } from './supabase-json.ts'
import type { SupabaseAnswer, SupabaseRequest } from './supabase-server-types.ts'
import { type StorageDesk, visible } from './supabase-storage-desk.ts'
import type { StoredObject } from './supabase-storage-objects.ts'
import { refusal } from './supabase-storage-refusals.ts'
import type { Caller } from './supabase-storage-rights.ts'
import type { Place } from './supabase-storage-upload.ts'

const USUAL_LIMIT = 100
const FOLDER = { id: null, updated_at: null, created_at: null, last_accessed_at: null, metadata: null }

/** POST /object/list/{bucket}: one folder's files and folders, as far as the caller may see them. */
export async function list(
  desk: StorageDesk,
  request: SupabaseRequest,
  caller: Caller,
  bucket: string,
): Promise<SupabaseAnswer> {
  const { prefix, limit = USUAL_LIMIT, offset = 0, search = '', sortBy } = (await jsonOf(request)) ?? {}
  if (typeof prefix !== 'string') throw refusal('InvalidRequest', "body must have required property 'prefix'")
  const folder = prefix.replace(/^\/+|\/+$/g, '')
  const entries = new Map<string, unknown>()
  for (const object of desk.objects.all(bucket)) {
    if (!desk.rights.mayRead(caller, bucket, object.name)) continue
    if (folder !== '' && !object.name.startsWith(`${folder}/`)) continue
    const [name = '', ...deeper] = object.name.slice(folder === '' ? 0 : folder.length + 1).split('/')
    if (!name.toLowerCase().includes(String(search).toLowerCase())) continue
    entries.set(name, deeper.length > 0 ? { name, ...FOLDER } : fileObject(object, name))
  }
  const names = [...entries.values()]
  if (typeof sortBy === 'object' && sortBy !== null && 'order' in sortBy && sortBy.order === 'desc') names.reverse()
  return supabaseJson(names.slice(Number(offset), Number(offset) + Number(limit)))
}

/** GET /object/info/{bucket}/{name} */
export function info(desk: StorageDesk, caller: Caller, { bucket, name }: Place): SupabaseAnswer {
  const object = visible(desk, caller, bucket, name)
  return supabaseJson({
    id: object.id,
    name: object.name,
    version: object.etag.replaceAll('"', ''),
    bucket_id: object.bucket,
    size: object.size,
    content_type: object.type,
    cache_control: object.cacheControl,
    etag: object.etag,
    metadata: object.metadata ?? {},
    last_modified: new Date(object.updatedAt).toISOString(),
    created_at: new Date(object.createdAt).toISOString(),
  })
}

/** DELETE /object/{bucket} {prefixes}: those that the caller may delete; the others are passed over without a word. */
export async function remove(
  desk: StorageDesk,
  request: SupabaseRequest,
  caller: Caller,
  bucket: string,
): Promise<SupabaseAnswer> {
  const asked = (await jsonOf(request))?.['prefixes']
  if (!Array.isArray(asked)) throw refusal('InvalidRequest', "body must have required property 'prefixes'")
  const names = new Set(asked.map(String))
  const gone = desk.rights.mayChange(caller) ? desk.objects.all(bucket).filter(({ name }) => names.has(name)) : []
  for (const object of gone) await desk.objects.remove(object)
  return supabaseJson(gone.map((object) => ({ bucket_id: bucket, ...fileObject(object, object.name) })))
}

/** DELETE /object/{bucket}/{name} */
export async function removeOne(desk: StorageDesk, caller: Caller, { bucket, name }: Place): Promise<SupabaseAnswer> {
  const object = visible(desk, caller, bucket, name)
  if (!desk.rights.mayChange(caller)) throw refusal('NoSuchKey')
  await desk.objects.remove(object)
  return supabaseJson({ message: 'Successfully deleted' })
}

function fileObject(object: StoredObject, name: string) {
  const updated = new Date(object.updatedAt).toISOString()
  return {
    name,
    id: object.id,
    updated_at: updated,
    created_at: new Date(object.createdAt).toISOString(),
    last_accessed_at: updated,
    metadata: {
      eTag: object.etag,
      size: object.size,
      mimetype: object.type,
      cacheControl: object.cacheControl,
      lastModified: updated,
      contentLength: object.size,
      httpStatusCode: 200,
    },
  }
}
