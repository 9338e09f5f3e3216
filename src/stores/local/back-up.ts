import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'

/**
 * Copies the database as it is, to `ytdub.db.v4.bak` beside it, for its owner alone to read; copies of other versions make
 * room for it. Whoever calls holds the database for writing, so that nothing is written between the copy and what follows.
 */
export function backUp(path: string, version: number): void {
  const copy = `${path}.v${version}.bak`
  const unfinished = `${copy}.part`
  rmSync(unfinished, { force: true }) // Of a process that was killed: nobody else can be at it.
  const file = openSync(unfinished, 'wx', 0o600)
  try {
    copyInto(path, unfinished)
    fsyncSync(file)
    renameSync(unfinished, copy)
  } finally {
    closeSync(file)
    rmSync(unfinished, { force: true })
  }
  removeOthers(path, copy)
}

/** A connection of its own: the one that holds the database is within a transaction, which takes no VACUUM. */
function copyInto(path: string, unfinished: string): void {
  const reader = new Sqlite(path, { readonly: true })
  try {
    reader.prepare('VACUUM INTO ?').run(unfinished)
  } finally {
    reader.close()
  }
}

function removeOthers(path: string, copy: string): void {
  for (const name of readdirSync(dirname(path))) {
    const other = join(dirname(path), name)
    const isCopy = name.startsWith(`${basename(path)}.v`) && /\.v\d+\.bak(?:\.part)?$/.test(name)
    if (isCopy && other !== copy) rmSync(other)
  }
}
