import { createHash } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Clock } from '../../clock.ts'
import { fileDigest } from '../../digest.ts'
import type { BlobRef } from '../../dub/blob.ts'
import { Failure } from '../../failure.ts'
import type { BlobStore, Scratch } from '../../ports/stores.ts'

/** A person's file that is read where it is, and how it was when it was hashed. */
type Borrowed = { readonly path: string; readonly size: number; readonly modified: number }

/**
 * Bytes in files named by their SHA-256, two hex digits a folder. A file gets its name only when it is whole, so
 * whatever bears a name is whole unless the disk has failed it since; reading finds that out. A file's time says when its
 * bytes were last put there: what is new is not purged, though no answer names it yet.
 */
export function localBlobs(folder: string, scratch: Scratch, clock: Clock): BlobStore {
  const borrowed = new Map<string, Borrowed>()
  const placeOf = ({ digest }: Pick<BlobRef, 'digest'>) => join(folder, digest.slice(0, 2), digest)

  const blobs: BlobStore = {
    async put(bytes, type) {
      const ref = { digest: createHash('sha256').update(bytes).digest('hex'), type, size: bytes.length }
      if ((await blobs.has(ref)) && (borrowed.has(ref.digest) || (await stamp(placeOf(ref), clock)))) return ref
      const path = scratch.path('blob')
      await writeFile(path, bytes, { mode: 0o600 })
      await moveInto(placeOf(ref), path)
      return ref
    },
    async adopt(path, type) {
      const { size } = await stat(path)
      const ref = { digest: await fileDigest(path), type, size }
      await moveInto(placeOf(ref), path)
      return ref
    },
    async borrow(path, type, signal) {
      const { size, mtimeMs: modified } = await stat(path)
      const digest = await fileDigest(path, signal)
      borrowed.set(digest, { path, size, modified })
      return { digest, type, size }
    },
    async has(ref) {
      if (borrowed.has(ref.digest)) return true
      return stat(placeOf(ref)).then(
        (found) => found.size === ref.size,
        () => false,
      )
    },
    async get(ref) {
      const lender = borrowed.get(ref.digest)
      if (lender) return readFile(await unchanged(lender))
      const bytes = await readFile(placeOf(ref)).catch(goneOnly)
      const digest = bytes && createHash('sha256').update(bytes).digest('hex')
      if (bytes && digest === ref.digest) return bytes
      throw await discard(ref, placeOf(ref))
    },
    async path(ref) {
      const lender = borrowed.get(ref.digest)
      if (lender) return unchanged(lender)
      const digest = await fileDigest(placeOf(ref)).catch(goneOnly)
      if (digest === ref.digest) return placeOf(ref)
      throw await discard(ref, placeOf(ref))
    },
  }
  return blobs
}

/** Says that the file is used again. @returns whether it is still there. */
async function stamp(place: string, clock: Clock): Promise<boolean> {
  const now = new Date(clock.now())
  return utimes(place, now, now).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
}

/** Gives a finished file its name. One of that name that is there already can only hold the same bytes, or damage. */
async function moveInto(place: string, path: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true, mode: 0o700 })
  await chmod(path, 0o600)
  await rename(path, place)
}

/** A file that is there but cannot be opened now, e.g. with too many open already, is whole: its answers are paid for. */
function goneOnly(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR' && error.code !== 'EIO') throw error
}

/** Throws a damaged blob away, and says that it is lost. */
async function discard({ digest }: BlobRef, place: string): Promise<Failure> {
  await rm(place, { force: true })
  return new Failure('lost', `Blob ${digest} is gone or damaged.`, { subject: digest })
}

/** The path of a person's file, if it is still as it was. */
async function unchanged({ path, size, modified }: Borrowed): Promise<string> {
  const now = await stat(path).catch(() => undefined)
  if (now?.size === size && now.mtimeMs === modified) return path
  throw new Failure('input', `${JSON.stringify(basename(path))} was changed or removed while it was being dubbed.`, {
    hint: 'Run the same command again when the file is final.',
  })
}
