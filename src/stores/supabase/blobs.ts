import { createHash } from 'node:crypto'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Clock } from '../../clock.ts'
import { fileDigest } from '../../digest.ts'
import type { BlobRef } from '../../dub/blob.ts'
import { Failure } from '../../failure.ts'
import type { ObjectStore } from '../../ports/service.ts'
import type { BlobStore } from '../../ports/stores.ts'
import type { BlobCache } from './blob-cache.ts'
import { blobRows } from './blob-rows.ts'
import type { Database } from './database.ts'

export type BlobParts = {
  readonly database: Pick<Database, 'query'>
  readonly objects: ObjectStore
  readonly owner: string
  readonly cache: BlobCache
  readonly clock: Clock
  /** Ends what is on its way to Storage or from there. */
  readonly signal: AbortSignal
}

/** A file of this machine that is read where it is, and how it was when it was hashed. */
type Borrowed = { readonly path: string; readonly size: number; readonly modified: number }

/**
 * One owner's blobs: rows in Postgres, bytes in Storage, copies of what is used in a cache on this machine. A row is
 * written when its object is whole and there; whatever comes from Storage is checked against its digest. Paths that were
 * handed out stay good until the store is disposed of.
 */
export function supabaseBlobs(parts: BlobParts): BlobStore & Disposable {
  const { owner, cache } = parts
  const rows = blobRows(parts.database, owner, parts.clock)
  const borrowed = new Map<string, Borrowed>()
  const handedOut = new Set<string>()
  const handOut = (digest: string) => {
    if (handedOut.has(digest)) return
    handedOut.add(digest)
    cache.hold(owner, digest)
  }

  const blobs: BlobStore = {
    async put(bytes, type) {
      const ref = { digest: createHash('sha256').update(bytes).digest('hex'), type, size: bytes.length }
      if (await blobs.has(ref)) return ref
      const path = cache.unfinished()
      await writeWhole(path, bytes)
      await store(ref, path, parts, rows)
      return ref
    },
    async adopt(path, type) {
      const ref = { digest: await fileDigest(path, parts.signal), type, size: (await stat(path)).size }
      await store(ref, path, parts, rows)
      return ref
    },
    async borrow(path, type, signal) {
      const { size, mtimeMs: modified } = await stat(path)
      const digest = await fileDigest(path, signal)
      borrowed.set(digest, { path, size, modified })
      return { digest, type, size }
    },
    async has({ digest, size }) {
      return borrowed.has(digest) || (await rows.find(digest))?.size === size
    },
    get: async (ref) => readFile(await blobs.path(ref)),
    async path(ref) {
      const lender = borrowed.get(ref.digest)
      if (lender) return unchanged(lender)
      handOut(ref.digest)
      for (let downloads = 0; downloads < 2; ) {
        const found = await cache.find(owner, ref.digest)
        if (found !== undefined) return found
        parts.signal.throwIfAborted()
        if (await cache.once(owner, ref.digest, () => download(ref, parts, rows), parts.signal)) downloads++
      }
      throw new Failure('config', 'What is downloaded is damaged as soon as it is written.', {
        hint: 'Check the disk of the worker’s data folder, or use another one: YTDUB_HOME=…',
      })
    },
  }
  return {
    ...blobs,
    [Symbol.dispose]() {
      for (const digest of handedOut) cache.letGo(owner, digest)
      handedOut.clear()
    },
  }
}

/** Of what is cut short, as on a full disk, nothing stays. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes, { mode: 0o600 })
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

type Rows = ReturnType<typeof blobRows>

/** Moves a finished file into the cache, and puts it into Storage unless it is there. The row comes last. */
async function store(ref: BlobRef, path: string, parts: BlobParts, rows: Rows): Promise<void> {
  const { objects, owner, cache, signal } = parts
  cache.hold(owner, ref.digest)
  try {
    const place = await cache.keep(owner, ref.digest, path)
    if ((await rows.find(ref.digest))?.size === ref.size) return
    const key = `blobs/${owner}/${ref.digest}`
    await objects.upload(key, place, { type: ref.type, signal })
    await rows.write(ref, key)
  } finally {
    cache.letGo(owner, ref.digest)
  }
}

async function download(ref: BlobRef, { objects, owner, cache, signal }: BlobParts, rows: Rows): Promise<void> {
  const known = await rows.find(ref.digest)
  if (!known) throw lost(ref)
  const path = cache.unfinished()
  try {
    await objects.download(known.path, path, { signal, most: ref.size })
    if ((await fileDigest(path, signal)) !== ref.digest) throw lost(ref)
    await cache.keep(owner, ref.digest, path)
  } catch (error) {
    await rm(path, { force: true })
    const { code } = Failure.from(error)
    if (code !== 'lost' && code !== 'input') throw error
    await rows.remove(ref.digest, known.path)
    throw lost(ref)
  }
}

function lost({ digest }: BlobRef): Failure {
  return new Failure('lost', `Blob ${digest} is gone or damaged.`, { subject: digest })
}

/** The path of a borrowed file, if it is still as it was. */
async function unchanged({ path, size, modified }: Borrowed): Promise<string> {
  const now = await stat(path).catch(() => undefined)
  if (now?.size === size && now.mtimeMs === modified) return path
  throw new Failure('input', `${JSON.stringify(basename(path))} was changed or removed while it was being dubbed.`)
}
