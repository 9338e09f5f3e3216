import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../clock.ts'
import { localBlobs } from './blobs.ts'
import { openDatabase } from './database.ts'
import { localJobs } from './jobs.ts'
import { localMemo } from './memo.ts'
import { openScratch } from './scratch.ts'

export type LocalStores = Awaited<ReturnType<typeof openLocalStores>>

/** Jobs, memo, blobs and scratch below one folder of this machine. Closing it closes the database and sweeps up. */
export async function openLocalStores(home: string, clock: Clock) {
  await mkdir(home, { recursive: true, mode: 0o700 })
  const database = openDatabase(join(home, 'ytdub.db'))
  const scratch = await openScratch(join(home, 'scratch'))
  return {
    jobs: localJobs(database, clock),
    memo: localMemo(database, clock),
    blobs: localBlobs(join(home, 'blobs'), scratch),
    scratch,
    async [Symbol.asyncDispose]() {
      await scratch[Symbol.asyncDispose]()
      database.close()
    },
  }
}
