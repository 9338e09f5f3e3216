import type { Clock } from '../../../src/clock.ts'
import type { Bucket, StorageObjects } from './supabase-storage-objects.ts'
import { refusal } from './supabase-storage-refusals.ts'
import type { Caller, StorageRights } from './supabase-storage-rights.ts'
import type { StorageSignatures } from './supabase-storage-signatures.ts'

/** What every route of Storage works with. */
export type StorageDesk = {
  /** `http://127.0.0.1:PORT/storage/v1` */
  readonly url: string
  readonly clock: Clock
  readonly objects: StorageObjects
  readonly rights: StorageRights
  readonly signatures: StorageSignatures
  /** How long a signed upload URL lives. */
  readonly uploadUrlSeconds: number
  /** Bytes of an object in any bucket. */
  readonly fileSizeLimit: number
}

const GOOD_KEY = /^[A-Za-z0-9_/!.*'() &$=@;:+,?-]+$/

/** What is checked before an upload of whatever kind. @throws in the order in which the real server looks. */
export async function checkUpload(
  desk: StorageDesk,
  caller: Caller,
  { bucket: id, name, isUpsert }: { readonly bucket: string; readonly name: string; readonly isUpsert: boolean },
): Promise<void> {
  if (!(await desk.rights.mayInsert(caller, id, name))) throw refusal('AccessDenied')
  // An upsert needs a policy for updates too, even where the object is new.
  if (isUpsert && !desk.rights.mayChange(caller)) throw refusal('AccessDenied')
  if (!isUpsert && desk.objects.find(id, name)) throw refusal('KeyAlreadyExists')
}

export function checkKey(name: string): void {
  if (!GOOD_KEY.test(name)) throw refusal('InvalidKey', `Invalid key: ${name}`)
}

export function bucketOf(desk: StorageDesk, id: string): Bucket {
  const bucket = desk.objects.buckets.get(id)
  if (bucket === undefined) throw refusal('NoSuchBucket')
  return bucket
}

export function checkType({ allowedMimeTypes }: Bucket, type: string): void {
  const [plain = ''] = type.split(';')
  const isAllowed = allowedMimeTypes?.some(
    (allowed) =>
      allowed === '*/*' || allowed === plain || (allowed.endsWith('/*') && plain.startsWith(allowed.slice(0, -1))),
  )
  if (isAllowed === false) throw refusal('InvalidMimeType', `mime type ${plain} is not supported`)
}

/** Bytes that an object of this bucket may have. */
export function sizeLimit(desk: StorageDesk, { fileSizeLimit }: Bucket): number {
  return Math.min(desk.fileSizeLimit, fileSizeLimit ?? Number.POSITIVE_INFINITY)
}

/** An object that the caller may see. @throws NoSuchKey where it is hidden, too. */
export function visible(desk: StorageDesk, caller: Caller, bucket: string, name: string) {
  const object = desk.rights.mayRead(caller, bucket, name) ? desk.objects.find(bucket, name) : undefined
  if (object === undefined) throw refusal('NoSuchKey')
  return object
}
