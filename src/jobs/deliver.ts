import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileDigest } from '../digest.ts'
import type { BlobRef } from '../dub/blob.ts'
import type { BlobStore, Scratch } from '../ports/stores.ts'

/** A file to deliver; `path` is relative to the folder. */
export type Delivery = {
  readonly path: string
  readonly content: { readonly blob: BlobRef } | { readonly text: string }
}

type Writing = { readonly blobs: BlobStore; readonly signal: AbortSignal }

type Stores = { readonly blobs: BlobStore; readonly scratch: Scratch }

/**
 * Puts files into a person's folder, each whole or not at all. They are made ready in a hidden folder beside it, on the
 * same disk, and then renamed into their places, in order; what is there already, byte for byte, is left alone.
 */
export async function deliver(
  files: readonly Delivery[],
  folder: string,
  { blobs, scratch }: Stores,
  signal: AbortSignal,
): Promise<void> {
  await using staging = await scratch.beside(folder)
  const ready: { readonly from: string; readonly to: string }[] = []
  for (const file of files) {
    const to = join(folder, file.path)
    if (await isThere(to, digestOf(file).sha256)) continue
    const from = staging.path('file')
    await write(file, from, { blobs, signal })
    ready.push({ from, to })
  }
  signal.throwIfAborted()
  for (const { from, to } of ready) {
    await mkdir(dirname(to), { recursive: true })
    await rename(from, to)
  }
}

/** What a file will be, by its digest and length in bytes. */
export function digestOf({ content }: Pick<Delivery, 'content'>): { readonly sha256: string; readonly bytes: number } {
  if ('blob' in content) return { sha256: content.blob.digest, bytes: content.blob.size }
  return { sha256: createHash('sha256').update(content.text).digest('hex'), bytes: Buffer.byteLength(content.text) }
}

async function write({ content }: Delivery, path: string, { blobs, signal }: Writing): Promise<void> {
  if ('text' in content) return writeFile(path, content.text)
  // A copy by streams: the blob stays private, and the person's file gets the permissions that new files get here.
  await pipeline(createReadStream(await blobs.path(content.blob)), createWriteStream(path), { signal })
}

/** False also where it is not to be read: it is written anew. */
async function isThere(path: string, sha256: string): Promise<boolean> {
  return (await fileDigest(path).catch(() => undefined)) === sha256
}
