import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { fileTypeFromFile } from 'file-type'
import { Failure } from '../failure.ts'

/** A person's file as it is now. `modified`: ms since 1970. */
export type TrackFile = {
  /** Absolute. */
  readonly path: string
  readonly name: string
  readonly bytes: number
  readonly modified: number
  /** MIME type by its first bytes; undefined where they tell none. */
  readonly type: string | undefined
}

/**
 * A file to upload, looked at but not read.
 * @throws {Failure} `input`, where it is missing, empty or no file.
 */
export async function trackAt(file: string): Promise<TrackFile> {
  const path = resolve(file)
  const shown = JSON.stringify(file)
  const found = await stat(path).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new Failure('input', `There is no file ${shown}.`, {
        hint: 'Check the path; quote it where it has spaces.',
      })
    }
    throw new Failure('input', `${shown} cannot be read.`, { cause, hint: 'Check its permissions.' })
  })
  if (!found.isFile()) throw new Failure('input', `${shown} is not a regular file.`, { hint: 'Name a recording.' })
  if (found.size === 0) {
    throw new Failure('input', `${shown} is empty.`, { hint: 'Was it copied or downloaded to its end?' })
  }
  return {
    path,
    name: basename(path),
    bytes: found.size,
    modified: found.mtimeMs,
    type: (await fileTypeFromFile(path))?.mime,
  }
}
