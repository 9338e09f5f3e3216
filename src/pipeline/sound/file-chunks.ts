import { open } from 'node:fs/promises'

/** Bytes that are read at a time: each reading costs a good deal of its own. */
const CHUNK = 1 << 20

/**
 * A file's bytes, through one buffer, which is written over when the next are asked for: a stream would leave behind as
 * much to collect as the file is long.
 */
export async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path)
  const buffer = Buffer.allocUnsafeSlow(CHUNK)
  while (true) {
    const { bytesRead } = await file.read(buffer)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}
