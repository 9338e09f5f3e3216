import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scratch } from '../../ports/stores.ts'

/**
 * A folder of this process for unfinished files. On the way in, folders are swept whose process is gone: a run that
 * was killed could not do it itself.
 */
export async function openScratch(folder: string): Promise<Scratch> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await sweep(folder)
  const own = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}`)
  await mkdir(own, { mode: 0o700 })
  let count = 0
  return {
    path: (name) => {
      count += 1
      return join(own, `${count}-${name}`)
    },
    [Symbol.asyncDispose]: () => rm(own, { recursive: true, force: true }),
  }
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number.parseInt(name, 10)
    if (!isAlive(pid)) await rm(join(folder, name), { recursive: true, force: true })
  }
}

/** Whether a process of this host is running. One that may not be signalled is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
