import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Summary, summarySchema } from '../../dub/summary.ts'
import { Failure } from '../../failure.ts'
import type { Scratch } from '../../ports/stores.ts'

/** `summary.json` of a folder. */
export type SummaryDoor = {
  /** Absolute. */
  readonly path: string
  /** Puts it there, whole or not at all. @throws {Failure} `config` */
  readonly write: (summary: Summary) => Promise<void>
}

/**
 * Where a batch's summary goes, found out before anything is done.
 * @throws {Failure} `usage`, where something else of that name is there: it is not written over.
 */
export async function summaryFile(folder: string, scratch: Scratch): Promise<SummaryDoor> {
  const path = join(folder, 'summary.json')
  const there = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (there !== undefined && !isSummary(there)) {
    throw new Failure('usage', `${JSON.stringify(path)} is not a summary of ytdub’s, and would be written over.`, {
      hint: 'Move it away, or choose another folder with --out.',
    })
  }
  return {
    path,
    async write(summary) {
      try {
        await mkdir(folder, { recursive: true })
        await using staging = await scratch.beside(path)
        const ready = staging.path('summary')
        await writeFile(ready, `${JSON.stringify(summary, null, 2)}\n`)
        await rename(ready, path)
      } catch (cause) {
        throw unwritten(path, cause)
      }
    },
  }
}

/** Where the system says why, that is told. */
function unwritten(path: string, cause: unknown): Failure {
  const failure = Failure.from(cause)
  if (failure.code !== 'internal') return failure
  return new Failure('config', `${JSON.stringify(path)} cannot be written.`, {
    cause,
    hint: 'Choose another folder for the summary with --out, and run the same command again: what is done is kept.',
  })
}

function isSummary(text: string): boolean {
  try {
    return summarySchema.pick({ summary: true }).safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}
