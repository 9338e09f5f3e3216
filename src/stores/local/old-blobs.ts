import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openScratch } from './scratch.ts'

/** Which blobs: those written before `end` (ms since 1970) that nothing names. */
type Old = {
  readonly end: number
  readonly isNamed: (digest: string) => boolean
  readonly signal: AbortSignal
}

type Found = { readonly path: string; readonly bytes: number }

/** Blobs below `folder` that are old and not named. */
export async function oldBlobs(folder: string, old: Old): Promise<readonly Found[]> {
  const found: Found[] = []
  for await (const blob of walk(folder, old)) found.push(blob)
  return found
}

/**
 * Removes them. Somebody may put the same bytes again at this very moment, and finds them there: so each is moved aside
 * first, where nobody stamps it any more, and moved back where it was stamped meanwhile.
 * @returns the sizes of those that are gone, in bytes.
 */
export async function removeOldBlobs(folder: string, scratchFolder: string, old: Old): Promise<readonly number[]> {
  await using scratch = await openScratch(scratchFolder)
  const gone: number[] = []
  for await (const { path, bytes } of walk(folder, old)) {
    const aside = scratch.path('blob')
    if (!(await isDone(rename(path, aside)))) continue
    if ((await stat(aside)).mtimeMs < old.end) {
      await rm(aside)
      gone.push(bytes)
    } else await rename(aside, path)
  }
  return gone
}

async function* walk(folder: string, { end, isNamed, signal }: Old): AsyncGenerator<Found> {
  for (const part of await namesIn(folder)) {
    for (const name of await namesIn(join(folder, part))) {
      signal.throwIfAborted()
      if (!DIGEST.test(name) || isNamed(name)) continue
      const path = join(folder, part, name)
      const file = await stat(path).catch(ifGone)
      if (file && file.mtimeMs < end) yield { path, bytes: file.size }
    }
  }
}

const DIGEST = /^[0-9a-f]{64}$/

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(ifGone)) ?? []
}

async function isDone(work: Promise<void>): Promise<boolean> {
  return work.then(
    () => true,
    (error: unknown) => ifGone(error) ?? false,
  )
}

/** Another purge, or a reader that found damage, was there first. */
function ifGone(error: unknown): undefined {
  const isGone = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  if (!isGone) throw error
}
