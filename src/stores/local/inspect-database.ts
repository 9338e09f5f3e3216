import { access } from 'node:fs/promises'
import Sqlite from 'better-sqlite3'
import { Failure } from '../../failure.ts'
import { damaged, isDamage } from './database.ts'
import { MIGRATIONS } from './schema.ts'

/** A local database as it stands: its version, the newest that this ytdub knows, and how many jobs it has. */
type DatabaseSight = { readonly version: number; readonly newest: number; readonly jobs: number }

/**
 * Looks at a local database and changes nothing, not even its version; undefined where there is none yet.
 * @throws {Failure} `config`, where it is damaged, or cannot be opened.
 */
export async function inspectDatabase(path: string): Promise<DatabaseSight | undefined> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  )
  if (!isThere) return undefined
  let database: Sqlite.Database | undefined
  try {
    database = new Sqlite(path, { readonly: true, fileMustExist: true })
    const version = Number(database.pragma('user_version', { simple: true }))
    const jobs = version === 0 ? 0 : database.prepare('SELECT count(*) FROM dubbing_jobs').pluck().get()
    return { version, newest: MIGRATIONS.length, jobs: Number(jobs) }
  } catch (error) {
    throw isDamage(error) ? damaged(path, error) : Failure.from(error)
  } finally {
    database?.close()
  }
}
