import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Scratch } from '../../ports/stores.ts'

/**
 * A folder of this process for unfinished files, in `parent`, with a name that begins with `prefix`. On the way in, such
 * folders are swept whose process is gone: a run that was killed could not do it itself.
 */
export async function openScratch(parent: string, prefix = ''): Promise<Scratch> {
  await mkdir(parent, { recursive: true })
  await sweep(parent, prefix)
  const own = join(parent, `${prefix}${HOST}-${process.pid}-${randomBytes(6).toString('hex')}`)
  made.add(own) // First: whoever sweeps meanwhile would take it for a dead process's.
  await mkdir(own, { mode: 0o700 })
  let count = 0
  return {
    path: (name) => {
      count += 1
      return join(own, `${count}-${name}`)
    },
    beside: (folder) => openScratch(dirname(folder), `.${basename(folder)}.part-`),
    async [Symbol.asyncDispose]() {
      await rm(own, { recursive: true, force: true })
      made.delete(own)
    },
  }
}

/** What this process has made and not removed. In a container, one that was killed had the same number, and left others. */
const made = new Set<string>()

async function sweep(parent: string, prefix: string): Promise<void> {
  for (const { path, here } of await scratchFolders(parent, prefix)) {
    if (here && !here.alive) await rm(path, { recursive: true, force: true })
  }
}

/** A folder of unfinished files. `here` where its process was one of this machine's; else only a lease knows. */
export type ScratchFolder = {
  readonly path: string
  readonly host: string
  readonly pid: number
  readonly here: { readonly alive: boolean } | undefined
}

/** The folders of all processes in `parent`, whose names begin with `prefix`. */
export async function scratchFolders(parent: string, prefix: string): Promise<readonly ScratchFolder[]> {
  return (await readdir(parent)).flatMap((name) => {
    const [, host, pid] = OWN_NAME.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? []
    if (host === undefined) return []
    const path = join(parent, name)
    const alive = Number(pid) === process.pid ? made.has(path) : isAlive(Number(pid))
    return [{ path, host, pid: Number(pid), here: host === HOST ? { alive } : undefined }]
  })
}

/** A host as file names take it. */
export function spelledHost(host: string): string {
  return host.replace(/[^\w.]/g, '_')
}

/** A disk may be shared, and only a host knows its own processes. */
const HOST = spelledHost(hostname())

/** The host, the process and a random number. */
const OWN_NAME = /^([\w.]+)-(\d+)-[0-9a-f]{12}$/

/** Whether a process of this host is running. One that may not be signalled is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
