import type { Recordings, Track } from '../dub/request.ts'
import type { BlobStore } from '../ports/stores.ts'
import { findTrack } from './find-track.ts'
import { recordingFiles } from './recording-files.ts'

/**
 * Lines that a person has spoken themselves, as tracks: hashed, not copied.
 * @throws {Failure} `input`, where a line has two, or one cannot be read.
 */
export async function findRecordings(
  folder: string,
  languages: readonly string[],
  blobs: BlobStore,
  signal?: AbortSignal,
): Promise<Recordings> {
  const recordings: Record<string, Recordings[string]> = {}
  for (const language of languages) {
    const tracks: Record<string, Track> = {}
    for (const [line, file] of await recordingFiles(folder, language)) {
      tracks[line] = await findTrack(file, blobs, signal)
    }
    if (Object.keys(tracks).length > 0) recordings[language] = tracks
  }
  return recordings
}
