import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { BlobRef } from '../../dub/blob.ts'
import { Failure } from '../../failure.ts'
import type { BlobStore, Scratch } from '../../ports/stores.ts'

/** A person's file that is read where it is, and how it was when it was hashed. */
type Borrowed = { readonly path: string; readonly size: number; readonly modified: number }

/**
 * Bytes in files named by their SHA-256, two hex digits a folder. A file gets its name only when it is whole, so
 * whatever bears a name is whole unless the disk has failed it since; reading finds that out.
 */
export function localBlobs(folder: string, scratch: Scratch): BlobStore {
  const borrowed = new Map<string, Borrowed>()
  const placeOf = (digest: string) => join(folder, digest.slice(0, 2), digest)

  async function take(path: string, ref: BlobRef): Promise<BlobRef> {
    const place = placeOf(ref.digest)
    await mkdir(dirname(place), { recursive: true, mode: 0o700 })
    await chmod(path, 0o600)
    await rename(path, place) // Over a file of the same name, which can only hold the same bytes, or damage.
    return ref
  }

  const lost = async ({ digest }: BlobRef, cause?: unknown) => {
    if (!borrowed.has(digest)) await rm(placeOf(digest), { force: true })
    return new Failure('lost', `Blob ${digest} is gone or damaged.`, { subject: digest, cause })
  }

  const blobs: BlobStore = {
    async put(bytes, type) {
      const ref = { digest: createHash('sha256').update(bytes).digest('hex'), type, size: bytes.length }
      if (await blobs.has(ref)) return ref
      const path = scratch.path('blob')
      await writeFile(path, bytes, { mode: 0o600 })
      return take(path, ref)
    },
    async adopt(path, type) {
      const { size } = await stat(path)
      return take(path, { digest: await digestOf(path), type, size })
    },
    async borrow(path, type) {
      const { size, mtimeMs: modified } = await stat(path)
      const digest = await digestOf(path)
      borrowed.set(digest, { path, size, modified })
      return { digest, type, size }
    },
    async has({ digest, size }) {
      if (borrowed.has(digest)) return true
      return stat(placeOf(digest)).then(
        (found) => found.size === size,
        () => false,
      )
    },
    async get(ref) {
      const lender = borrowed.get(ref.digest)
      if (lender) await checkUnchanged(lender)
      const bytes = await readFile(lender?.path ?? placeOf(ref.digest)).catch(async (error) => {
        throw await lost(ref, error)
      })
      if (createHash('sha256').update(bytes).digest('hex') !== ref.digest) throw await lost(ref)
      return bytes
    },
    async path(ref) {
      const lender = borrowed.get(ref.digest)
      if (lender) {
        await checkUnchanged(lender)
        return lender.path
      }
      const place = placeOf(ref.digest)
      const digest = await digestOf(place).catch(() => undefined)
      if (digest !== ref.digest) throw await lost(ref)
      return place
    },
  }
  return blobs
}

async function checkUnchanged({ path, size, modified }: Borrowed): Promise<void> {
  const now = await stat(path).catch(() => undefined)
  if (now?.size === size && now.mtimeMs === modified) return
  throw new Failure('input', `${JSON.stringify(basename(path))} was changed or removed while it was being dubbed.`, {
    hint: 'Run the same command again when the file is final.',
  })
}

/** SHA-256 of a file of any length, in hex. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}
