import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { Track } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { BlobStore } from '../ports/stores.ts'

/**
 * A person's file as a track. It is hashed, not copied.
 * @throws {Failure} `input`, where it is missing, empty or no file.
 */
export async function findTrack(file: string, blobs: BlobStore, signal?: AbortSignal): Promise<Track> {
  const path = resolve(file)
  const name = basename(path)
  const shown = JSON.stringify(file)
  const found = await stat(path).catch((error: unknown) => {
    const missing = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    if (!missing)
      throw new Failure('input', `${shown} cannot be read.`, { cause: error, hint: 'Check its permissions.' })
    throw new Failure('input', `There is no file ${shown}.`, { hint: 'Check the path; quote it where it has spaces.' })
  })
  if (found.isDirectory()) {
    throw new Failure('input', `${shown} is a folder, not a recording.`, { hint: 'Name one file of it.' })
  }
  if (!found.isFile())
    throw new Failure('input', `${shown} is not a regular file.`, { hint: 'Save it to a file first.' })
  if (found.size === 0)
    throw new Failure('input', `${shown} is empty.`, { hint: 'Was it copied or downloaded to its end?' })
  return { ...(await blobs.borrow(path, 'application/octet-stream', signal)), name }
}
