import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Holds what the file at `path` stands for, so that of all processes of this machine one alone is at work on it, until
 * disposed of. It is SQLite's lock on an empty database, and so the system's: it ends with the process that holds it,
 * however that ends.
 * @param wait is asked for as long as another process holds it, before each further look; what it throws ends the waiting.
 */
export async function holdAlone(path: string, wait: () => Promise<void>): Promise<Disposable> {
  const { default: Sqlite } = await import('better-sqlite3')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const lock = new Sqlite(path, { timeout: 0 })
  try {
    while (!isTaken(() => lock.exec('BEGIN EXCLUSIVE'))) await wait()
  } catch (error) {
    lock.close()
    throw error
  }
  return {
    [Symbol.dispose]() {
      lock.close() // Which ends the transaction.
    },
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
