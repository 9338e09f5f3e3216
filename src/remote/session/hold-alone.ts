import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import { Failure } from '../../failure.ts'

/**
 * How often one that waits looks again, and for how long it waits, in ms: longer than a refresh may ever take. That is two
 * tries of up to 15 s, 10 s between them, and three calls of a keychain of up to 20 s each.
 */
const LOOK_MS = 40
const PATIENCE_MS = 120_000

/**
 * Holds what the file at `path` stands for, so that of all processes of this machine one alone is at work on it, until
 * disposed of. It is SQLite's lock on an empty database, and so the system's: it ends with the process that holds it,
 * however that ends.
 * @throws {Failure} `config`, where another process holds it for longer than it should.
 */
export async function holdAlone(path: string, clock: Clock): Promise<AsyncDisposable> {
  const { default: Sqlite } = await import('better-sqlite3')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const lock = new Sqlite(path, { timeout: 0 })
  const until = clock.now() + PATIENCE_MS
  try {
    while (!isTaken(() => lock.exec('BEGIN EXCLUSIVE'))) {
      if (clock.now() >= until) throw heldTooLong()
      await sleep(LOOK_MS)
    }
  } catch (error) {
    lock.close()
    throw error
  }
  return {
    async [Symbol.asyncDispose]() {
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

function heldTooLong(): Failure {
  return new Failure('config', 'Another ytdub is at work on your session and does not come to an end.', {
    hint: 'End it (it may be suspended), and run the same command again.',
    retryable: true,
  })
}
