import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A small secret in a file that only its owner reads. It appears whole or not at all. */
export function secretFile(path: string) {
  return {
    path,

    async read(): Promise<string | undefined> {
      return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
        throw error
      })
    },

    async write(text: string): Promise<void> {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const draft = `${path}.${randomUUID()}`
      try {
        // 'wx' follows no link that somebody may have laid there, and the mode holds from the first byte on.
        const file = await open(draft, 'wx', 0o600)
        try {
          await file.writeFile(text)
          await file.sync() // The token before this one is spent: a power cut must not leave an empty file.
        } finally {
          await file.close()
        }
        await rename(draft, path)
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
    },

    async remove(): Promise<void> {
      await rm(path, { force: true })
    },
  }
}
