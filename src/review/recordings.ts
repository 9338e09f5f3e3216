import { rm, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Failure } from '../failure.ts'
import { deliver } from '../jobs/deliver.ts'
import { recordingFiles } from '../jobs/recording-files.ts'
import type { Shop } from '../jobs/shop.ts'

/** A line's recording, and what it is called where it comes from. */
export type NewRecording = { readonly line: number; readonly name: string; readonly bytes: Uint8Array }

/** What tells each line's recording from another one that lay there before. */
export async function recordingVersions(folder: string, language: string): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>()
  for (const [line, path] of await recordingFiles(folder, language)) {
    const { mtimeMs, size } = await stat(path)
    versions.set(line, `${Math.round(mtimeMs)}-${size}`)
  }
  return versions
}

/**
 * Puts a recording into a language's folder, in the place of one that was there.
 * @throws {Failure} `input`, where it is nothing that can be listened to; nothing is changed then.
 */
export async function keepRecording(
  { line, name, bytes }: NewRecording,
  { folder, language }: { readonly folder: string; readonly language: string },
  shop: Pick<Shop, 'blobs' | 'scratch' | 'media'>,
): Promise<void> {
  const signal = new AbortController().signal // A person waits for it, and it is short.
  const blob = await shop.blobs.put(bytes, 'application/octet-stream')
  await shop.media.probe(await shop.blobs.path(blob), { signal }).catch((cause: unknown) => {
    if (Failure.from(cause).code !== 'input') throw cause
    throw new Failure('input', `${JSON.stringify(name)} is no recording that can be read, or has no sound.`, {
      cause,
      hint: 'Choose an audio file, e.g. WAV, MP3 or M4A.',
    })
  })
  const before = (await recordingFiles(folder, language)).get(String(line))
  const path = `${language}/lines/${fileName(line, name)}`
  await deliver([{ path, content: { blob } }], folder, shop, signal)
  if (before !== undefined && before !== join(folder, path)) await rm(before)
}

function fileName(line: number, name: string): string {
  const ending = /^\.[a-z\d]{1,8}$/.exec(extname(name).toLowerCase())?.[0] ?? '.wav'
  return `${String(line).padStart(4, '0')}${ending}`
}

/** Takes a line's recording away: it is spoken by a voice again. */
export async function dropRecording(line: number, folder: string, language: string): Promise<void> {
  const path = (await recordingFiles(folder, language)).get(String(line))
  if (path !== undefined) await rm(path)
}
