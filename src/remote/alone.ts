import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pause, type Wait } from './ask.ts'

type Waiting = {
  /** The data folder, in which the locks lie. */
  readonly home: string
  readonly signal: AbortSignal
  /** Told once, where another process of this machine is at it. */
  readonly onWaiting: () => void
  readonly wait?: Wait | undefined
}

/** How often one that waits looks again, in ms. */
const LOOK = 250
/** Hexadecimal digits of a lock's name: locks stay, so that there must not be one for each recording ever sent. */
const DIGITS = 3

/**
 * Does something that no two processes of this machine may do at a time, once whoever is at it has ended. The lock is
 * SQLite's on an empty database, and so the system's: it ends with the process that holds it, however that ends.
 */
export async function alone<Value>(
  what: string,
  { home, signal, onWaiting, wait = pause }: Waiting,
  work: () => Promise<Value>,
): Promise<Value> {
  const { default: Sqlite } = await import('better-sqlite3')
  const folder = join(home, 'locks')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const name = createHash('sha256').update(what).digest('hex').slice(0, DIGITS)
  const lock = new Sqlite(join(folder, name), { timeout: 0 })
  try {
    for (let isTold = false; !isTaken(() => lock.exec('BEGIN EXCLUSIVE')); isTold = true) {
      if (!isTold) onWaiting()
      await wait(LOOK, signal)
    }
    return await work()
  } finally {
    lock.close() // Which ends the transaction.
  }
}

function isTaken(take: () => unknown): boolean {
  try {
    take()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return false
    throw error
  }
}
