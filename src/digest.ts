import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

/** SHA-256 of a file of any length, in hex. One buffer serves all of it: memory does not grow with the file. */
export async function fileDigest(path: string, signal?: AbortSignal): Promise<string> {
  await using file = await open(path)
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafeSlow(CHUNK)
  while (true) {
    signal?.throwIfAborted()
    const { bytesRead } = await file.read(buffer)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(buffer.subarray(0, bytesRead))
  }
}

/** Bytes that are read at a time. */
const CHUNK = 1 << 20
