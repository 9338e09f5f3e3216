import { createReadStream } from 'node:fs'
import { jsonOf, supabaseJson } from './supabase-json.ts'
import type { SupabaseAnswer, SupabaseRequest } from './supabase-server-types.ts'
import { bucketOf, checkKey, checkUpload, type StorageDesk, visible } from './supabase-storage-desk.ts'
import { refusal } from './supabase-storage-refusals.ts'
import type { Caller } from './supabase-storage-rights.ts'

/** POST /object/copy and /object/move. A copy needs to see the source and to insert; a move needs a policy for updates. */
export async function copyOrMove(
  desk: StorageDesk,
  request: SupabaseRequest,
  caller: Caller,
  kind: 'copy' | 'move',
): Promise<SupabaseAnswer> {
  const asked = (await jsonOf(request)) ?? {}
  const { bucketId, sourceKey, destinationKey: name, destinationBucket = bucketId } = asked
  if (typeof bucketId !== 'string' || typeof sourceKey !== 'string' || typeof name !== 'string')
    throw refusal('InvalidRequest', "body must have required property 'destinationKey'")
  const bucket = String(destinationBucket)
  checkKey(name)
  const source = visible(desk, caller, bucketId, sourceKey)
  if (kind === 'move' && !desk.rights.mayChange(caller)) throw refusal('NoSuchKey')
  bucketOf(desk, bucket)
  const isUpsert = request.headers['x-upsert'] === 'true'
  await checkUpload(desk, caller, { bucket, name, isUpsert })
  const received = await desk.objects.receive(createReadStream(source.file), source.size)
  const object = await desk.objects.put({ ...source, ...received, bucket, name, owner: caller.uid }, isUpsert)
  if (kind === 'move') await desk.objects.remove(source)
  const said = kind === 'move' ? { message: 'Successfully moved', Id: object.id } : { Id: object.id }
  return supabaseJson({ ...said, Key: `${bucket}/${name}` })
}
