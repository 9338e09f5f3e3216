import { createHash, randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import type { Clock } from '../../../src/clock.ts'
import type { TemporaryFolder } from '../home.ts'
import { refusal } from './supabase-storage-refusals.ts'

export type Bucket = {
  readonly id: string
  readonly public?: boolean
  /** Bytes. */
  readonly fileSizeLimit?: number
  /** As `audio/*` or `text/plain`. */
  readonly allowedMimeTypes?: readonly string[]
}

/** A file of bytes that have come; not yet an object. */
export type Received = { readonly file: string; readonly size: number; readonly etag: string }

export type StoredObject = Received & {
  readonly id: string
  readonly bucket: string
  readonly name: string
  readonly owner: string | undefined
  readonly type: string
  readonly cacheControl: string
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly createdAt: number
  readonly updatedAt: number
}

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

export type StorageObjects = {
  readonly buckets: Map<string, Bucket>
  /** Of a bucket, by name. */
  readonly all: (bucket: string) => readonly StoredObject[]
  readonly find: (bucket: string, name: string) => StoredObject | undefined
  /** Writes bytes into a file. @throws EntityTooLarge beyond `most` bytes. */
  readonly receive: (bytes: Bytes, most: number) => Promise<Received>
  readonly put: (
    object: Omit<StoredObject, 'id' | 'createdAt' | 'updatedAt'>,
    isUpsert: boolean,
  ) => Promise<StoredObject>
  readonly remove: (object: StoredObject) => Promise<void>
}

/** Objects on disk, in a folder that is gone with the emulator. */
export function storageObjects(folder: TemporaryFolder, clock: Clock, buckets: readonly Bucket[]): StorageObjects {
  const objects = new Map<string, StoredObject>()
  const keyOf = (bucket: string, name: string) => `${bucket}/${name}`
  return {
    buckets: new Map(buckets.map((bucket) => [bucket.id, bucket])),
    all: (bucket) =>
      [...objects.values()].filter((object) => object.bucket === bucket).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    find: (bucket, name) => objects.get(keyOf(bucket, name)),
    receive: (bytes, most) => receive(folder.at(randomUUID()), bytes, most),
    async put(object, isUpsert) {
      const before = objects.get(keyOf(object.bucket, object.name))
      if (before && !isUpsert) {
        await rm(object.file)
        throw refusal('KeyAlreadyExists')
      }
      const now = clock.now()
      const id = before?.id ?? randomUUID()
      const stored = { ...object, id, createdAt: before?.createdAt ?? now, updatedAt: now }
      objects.set(keyOf(object.bucket, object.name), stored)
      if (before) await rm(before.file)
      return stored
    },
    async remove(object) {
      objects.delete(keyOf(object.bucket, object.name))
      await rm(object.file)
    },
  }
}

async function receive(file: string, bytes: Bytes, most: number): Promise<Received> {
  const hash = createHash('md5')
  let size = 0
  try {
    await using handle = await open(file, 'w')
    for await (const piece of bytes) {
      size += piece.length
      if (size > most) throw refusal('EntityTooLarge')
      hash.update(piece)
      await handle.writeFile(piece)
    }
    return { file, size, etag: `"${hash.digest('hex')}"` }
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}
