import { closeSync, openSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { Failure, typeable } from '../../failure.ts'
import { backUp } from './back-up.ts'
import { MIGRATIONS } from './schema.ts'

export type Database = Sqlite.Database

/** How long a statement waits for another process that is writing, in milliseconds. */
const BUSY_MS = 10_000

/**
 * Opens the local database, brought up to date after a copy of it was made. Several processes may have it open at once.
 * @throws {Failure} `config`, where it is damaged, or written by a newer ytdub; nothing of it was changed then.
 */
export function openDatabase(path: string, steps: readonly string[] = MIGRATIONS): Database {
  closeSync(openSync(path, 'a', 0o600)) // SQLite would make it readable to everyone; its -wal and -shm take this mode over.
  const database = new Sqlite(path, { timeout: BUSY_MS })
  try {
    if (versionOf(database) > steps.length) throw tooNew(path)
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    migrate(database, path, steps)
    return database
  } catch (error) {
    database.close()
    throw isDamage(error) ? damaged(path, error) : error
  }
}

function migrate(database: Database, path: string, steps: readonly string[]): void {
  if (versionOf(database) === steps.length) return
  // Immediate: of two processes that start on an old file at once, the second finds it brought up to date.
  const upgrade = database.transaction(() => {
    const version = versionOf(database)
    if (version > steps.length) throw tooNew(path)
    if (version === steps.length) return
    if (version > 0) backUp(path, version)
    for (const step of steps.slice(version)) database.exec(step)
    database.pragma(`user_version = ${steps.length}`)
  })
  upgrade.immediate()
}

function versionOf(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

/** Whether SQLite says that the file is damaged, or none of its own. */
export function isDamage(error: unknown): boolean {
  return error instanceof Sqlite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code)
}

export function damaged(path: string, cause: unknown): Failure {
  return new Failure('config', `The job database ${path} is damaged.`, {
    cause,
    hint: `Nothing was changed. To begin a new one (recordings and delivered folders stay; steps are worked out anew), move it aside: mv ${typeable(path)} ${typeable(`${path}.damaged`)}`,
  })
}

function tooNew(path: string): Failure {
  return new Failure('config', `The job database ${path} was written by a newer version of ytdub.`, {
    hint: 'Update ytdub, or use another data folder: YTDUB_HOME=…',
  })
}
