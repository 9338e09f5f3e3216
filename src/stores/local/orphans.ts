import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Lease } from '../../ports/jobs.ts'
import { type ScratchFolder, scratchFolders, spelledHost } from './scratch.ts'

type Where = {
  readonly home: string
  /** Folders that jobs are delivered to: what is made ready for them lies beside them. */
  readonly folders: readonly string[]
  readonly held: readonly Lease[]
  /** ms since 1970. */
  readonly at: number
  readonly now: number
}

export type Orphan = { readonly path: string; readonly bytes: number }

/** Milliseconds for which a process of another machine, which holds no job, may leave its files alone. */
const IDLE = 48 * 3_600_000

/**
 * Folders of unfinished files whose process is gone. Those of another machine, or of a container that is no more, are orphans
 * where nothing in them was written for two days and no job is held by their process; unless they are empty, or a worker's
 * cache: that process may just have nothing to do.
 */
export async function findOrphans({ home, folders, held, at, now }: Where): Promise<readonly Orphan[]> {
  const cache = join(home, 'cache')
  const places = [
    { parent: join(home, 'scratch'), prefix: '' },
    { parent: cache, prefix: '' },
    ...folders.map((folder) => ({ parent: dirname(folder), prefix: `.${basename(folder)}.part-` })),
  ]
  const orphans: Orphan[] = []
  for (const { parent, prefix } of places) {
    for (const folder of await found(parent, prefix)) {
      if (folder.here?.alive) continue
      const { bytes, newest } = await measured(folder.path)
      const isIdle = newest < Math.min(at, now - IDLE) && !held.some(({ holder }) => isOf(folder, holder))
      const isLeft = isIdle && bytes > 0 && parent !== cache
      if (folder.here || isLeft) orphans.push({ path: folder.path, bytes })
    }
  }
  return orphans
}

/** What a process that is gone has left is nobody's: whoever comes later makes a folder of its own. */
export async function removeFolders(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { recursive: true, force: true })
}

/** The folder may be on a disk that is not there now. */
async function found(parent: string, prefix: string): Promise<readonly ScratchFolder[]> {
  return scratchFolders(parent, prefix).catch((error: unknown) => unlessGone(error, []))
}

function isOf({ host, pid }: ScratchFolder, holder: string): boolean {
  const [name = '', id] = holder.split('/')
  return spelledHost(name) === host && Number(id) === pid
}

/** Bytes of all files, and when one was last written (ms since 1970). */
async function measured(folder: string): Promise<{ readonly bytes: number; readonly newest: number }> {
  let [bytes, newest] = [0, (await stat(folder).catch((error: unknown) => unlessGone(error, undefined)))?.mtimeMs ?? 0]
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) =>
    unlessGone(error, []),
  )
  for (const entry of entries) {
    const file = await stat(join(entry.parentPath, entry.name)).catch((error: unknown) => unlessGone(error, undefined))
    if (file?.isFile()) bytes += file.size
    newest = Math.max(newest, file?.mtimeMs ?? 0)
  }
  return { bytes, newest }
}

function unlessGone<Nothing>(error: unknown, nothing: Nothing): Nothing {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return nothing
  throw error
}
