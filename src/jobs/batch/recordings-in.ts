import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../failure.ts'
import { trackEnding } from '../service/track-ending.ts'

/** Paths begin as the folder's own. */
export type Found = { readonly recordings: readonly string[]; readonly folders: readonly string[] }

/**
 * All recordings in a folder and below it, sorted, and the folders that they may lie in. What is hidden is left out, and
 * what ytdub has delivered.
 * @throws {Failure} `input`, where a folder cannot be read.
 */
export async function recordingsIn(folder: string): Promise<Found> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Failure('input', `The folder ${JSON.stringify(folder)} cannot be read.`, {
      cause,
      hint: 'Check that it is there, and its permissions.',
    })
  })
  const recordings: string[] = []
  const folders = [folder]
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !isDelivered(entry.name) && !entry.name.startsWith('.')) {
      const below = await recordingsIn(path).catch(whereGone)
      recordings.push(...below.recordings)
      folders.push(...below.folders)
    } else if ((entry.isFile() || entry.isSymbolicLink()) && isRecording(entry.name)) recordings.push(path)
  }
  return { recordings: recordings.sort(), folders }
}

/** A folder below may go while this looks around. */
function whereGone(error: Failure): Found {
  if (error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'ENOENT')
    return { recordings: [], folders: [] }
  throw error
}

/** Whether a file's name is one that recordings have. `.ts` is more often a program's text than a broadcast. */
export function isRecording(name: string): boolean {
  return !name.startsWith('.') && !/\.ts$/i.test(name) && trackEnding(name, undefined) !== undefined
}

/** Whether a folder's name is one that ytdub delivers to. */
export function isDelivered(name: string): boolean {
  return name.endsWith('.dub')
}
