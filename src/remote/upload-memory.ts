import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { TrackFile } from './track.ts'

/** Where an upload that was begun goes on. */
export type UploadMemory = {
  /** @returns the upload's URL and how far it had come, in bytes; undefined where none is remembered. */
  recall(): Promise<Remembered | undefined>
  keep(url: string, offset: number): Promise<void>
  forget(): Promise<void>
}

const remembered = z.object({ url: z.string(), offset: z.int().min(0) })
type Remembered = z.infer<typeof remembered>

/**
 * Remembers one upload in a file of the data folder that its owner alone reads. A file that changed meanwhile is another
 * upload, as is the same one for another job (`about`).
 */
export function uploadMemory(home: string, track: TrackFile, about: string) {
  const { path, bytes, modified } = track
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([path, bytes, modified, about]))
    .digest('hex')
  const folder = join(home, 'uploads')
  const file = join(folder, `${fingerprint}.json`)
  let writing: Promise<void> = Promise.resolve()

  const write = async (url: string, offset: number) => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const unfinished = `${file}.${process.pid}`
    await writeFile(unfinished, JSON.stringify({ url, offset }), { mode: 0o600 })
    await rename(unfinished, file)
  }
  return {
    async recall() {
      const text = await readFile(file, 'utf8').catch(() => undefined)
      return text === undefined ? undefined : parsed(text)
    },
    keep(url, offset) {
      writing = writing.then(() => write(url, offset))
      return writing
    },
    async forget() {
      await writing.catch(() => undefined) // Told where it was kept.
      await rm(file, { force: true })
    },
  } satisfies UploadMemory
}

/** A file that a killed process left half written, or somebody else wrote, is no memory. */
function parsed(text: string): Remembered | undefined {
  try {
    return remembered.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
