import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmod, copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileDigest } from '../../digest.ts'

export type BlobCache = {
  /** A path within it for a file that is not whole yet. */
  readonly unfinished: () => string
  /** Takes a whole file over under the name that its bytes have. @returns where it is now. */
  readonly keep: (owner: string, digest: string, path: string) => Promise<string>
  /** The path of a whole file, checked; one that is damaged is thrown away. */
  readonly find: (owner: string, digest: string) => Promise<string | undefined>
  /**
   * Does `fetch`, unless somebody does it for the same file: then waits for them, however it ends, no longer than the
   * signal lets. @returns whether it was done here.
   */
  readonly once: (owner: string, digest: string, fetch: () => Promise<void>, signal: AbortSignal) => Promise<boolean>
  /** From now on a file is read: it stays until it has been let go of as often. */
  readonly hold: (owner: string, digest: string) => void
  readonly letGo: (owner: string, digest: string) => void
}

/**
 * Copies of blobs on this machine, by owner, in a new folder below `parent`, which is whoever opened it to remove. Above
 * `most` bytes, those go that were not asked for longest; what somebody is reading stays.
 */
export async function openBlobCache(parent: string, most: number): Promise<BlobCache> {
  await mkdir(parent, { recursive: true, mode: 0o700 })
  // Another process of this machine may use the same parent, and knows nothing of who reads what here.
  const folder = await mkdtemp(join(parent, 'blobs-'))
  const halfDone = join(folder, 'unfinished')
  await mkdir(halfDone)
  /** Bytes by place, the one asked for last at the end. */
  const sizes = new Map<string, number>()
  const readers = readerCounts()
  const work = sharedWork()
  const placeOf = (owner: string, digest: string) => join(folder, owner, digest.slice(0, 2), digest)

  const drop = async (place: string) => {
    sizes.delete(place)
    await rm(place, { force: true })
  }
  const trim = async () => {
    let bytes = sizes.values().reduce((sum, size) => sum + size, 0)
    for (const [place, size] of sizes) {
      if (bytes <= most) return
      if (readers.has(place)) continue
      bytes -= size
      await drop(place)
    }
  }
  return {
    unfinished: () => join(halfDone, randomUUID()),
    async keep(owner, digest, path) {
      const place = placeOf(owner, digest)
      await mkdir(dirname(place), { recursive: true, mode: 0o700 })
      await moveTo(place, path, join(halfDone, randomUUID()))
      sizes.delete(place)
      sizes.set(place, (await stat(place)).size)
      await trim()
      return place
    },
    async find(owner, digest) {
      const place = placeOf(owner, digest)
      const size = sizes.get(place)
      if (size === undefined) return undefined
      if ((await fileDigest(place).catch(() => undefined)) !== digest) {
        await drop(place)
        return undefined
      }
      if (sizes.delete(place)) sizes.set(place, size)
      return place
    },
    once: (owner, digest, fetch, signal) => work.once(placeOf(owner, digest), fetch, signal),
    hold: (owner, digest) => readers.add(placeOf(owner, digest)),
    letGo: (owner, digest) => readers.remove(placeOf(owner, digest)),
  }
}

/** Work on a place that all who want it at the same time wait for. */
function sharedWork() {
  const underWay = new Map<string, Promise<void>>()
  return {
    async once(place: string, begin: () => Promise<void>, signal: AbortSignal): Promise<boolean> {
      const other = underWay.get(place)
      if (other) {
        await endOrAbort(other, signal)
        return false
      }
      const own = begin().finally(() => underWay.delete(place))
      underWay.set(place, own)
      await own
      return true
    },
  }
}

/** How many are reading what lies at a place. */
function readerCounts() {
  const counts = new Map<string, number>()
  return {
    has: (place: string) => counts.has(place),
    add(place: string) {
      counts.set(place, (counts.get(place) ?? 0) + 1)
    },
    remove(place: string) {
      const left = (counts.get(place) ?? 1) - 1
      if (left === 0) counts.delete(place)
      else counts.set(place, left)
    },
  }
}

/** A failure is told to whoever began the work. */
async function endOrAbort(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  const ended = work.catch(() => {})
  try {
    await Promise.race([ended, signal.aborted || once(signal, 'abort', { signal: over.signal }).catch(() => {})])
  } finally {
    over.abort()
  }
}

/** The file may be on another disk: then a copy is made beside its place first, so that nobody sees half of it. */
async function moveTo(place: string, path: string, beside: string): Promise<void> {
  await chmod(path, 0o600)
  try {
    await rename(path, place)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    try {
      await copyFile(path, beside)
      await rename(beside, place)
    } finally {
      await rm(beside, { force: true }) // Half of it, where the disk is full.
    }
    await rm(path)
  }
}
