import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Failure } from '../failure.ts'
import type { TrackFile } from './track.ts'

/** What tus-js-client reads a file through: one chunk in memory at a time. */
export async function openTrackSource(track: TrackFile) {
  const file = await open(track.path)
  return {
    size: track.bytes,
    async slice(start: number, end: number) {
      const length = Math.min(end, track.bytes) - start
      const chunk = await readAll(file, Buffer.allocUnsafeSlow(length), start)
      const { size, mtimeMs } = await file.stat()
      if (chunk.length < length || size !== track.bytes || mtimeMs !== track.modified) throw changed(track)
      // The length of its request is taken from `size`.
      return { value: Object.assign(chunk, { size: chunk.length }), done: end >= track.bytes }
    },
    /** May be called more than once: tus-js-client does it only where all is sent. */
    close: () => file.close(),
  }
}

async function readAll(file: FileHandle, buffer: Buffer, start: number): Promise<Buffer> {
  let filled = 0
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

function changed({ path }: TrackFile): Failure {
  return new Failure('input', `${JSON.stringify(basename(path))} was changed while it was uploaded.`, {
    hint: 'Run the same command again when the file is final.',
  })
}
