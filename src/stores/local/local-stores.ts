import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../clock.ts'
import { Failure } from '../../failure.ts'
import type { Housekeeping } from '../../ports/housekeeping.ts'
import { localBlobs } from './blobs.ts'
import { type Database, damaged, isDamage, openDatabase } from './database.ts'
import { localHousekeeping } from './housekeeping.ts'
import { localJobs } from './jobs.ts'
import { localMemo } from './memo.ts'
import { localRemoteJobs, type Owner } from './remote-jobs.ts'
import { openScratch } from './scratch.ts'

/**
 * Jobs, memo, blobs and scratch below one folder of this machine. Closing it closes the database and sweeps up.
 * @throws {Failure} `config`, where the folder cannot be used, or its database is damaged.
 */
export async function openLocalStores(home: string, clock: Clock) {
  const { database, path } = await openHome(home)
  await mkdir(join(home, 'scratch'), { recursive: true, mode: 0o700 })
  const scratch = await openScratch(join(home, 'scratch'))
  return {
    jobs: namingDamage(localJobs(database, clock), path),
    memo: namingDamage(localMemo(database, clock), path),
    /** What is known of jobs at the service with this address; `owner` says who is signed in there. */
    remoteJobs: (service: string, owner: Owner = async () => null) =>
      namingDamage(localRemoteJobs(database, clock, service, owner), path),
    blobs: localBlobs(join(home, 'blobs'), scratch, clock),
    scratch,
    housekeeping: namingDamage(localHousekeeping(home, database, clock), path),
    async [Symbol.asyncDispose]() {
      await scratch[Symbol.asyncDispose]()
      database.close()
    },
  }
}

/**
 * Housekeeping alone of the folder that `openLocalStores` opens: what runs that are gone have left there is not swept yet.
 * @throws {Failure} likewise.
 */
export async function openLocalHousekeeping(home: string, clock: Clock): Promise<Housekeeping & AsyncDisposable> {
  const { database, path } = await openHome(home)
  return {
    ...namingDamage(localHousekeeping(home, database, clock), path),
    async [Symbol.asyncDispose]() {
      database.close()
    },
  }
}

async function openHome(home: string): Promise<{ readonly database: Database; readonly path: string }> {
  await mkdir(home, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new Failure('config', `The data folder ${home} cannot be made.`, {
      cause,
      hint: 'Choose another one: YTDUB_HOME=…',
    })
  })
  const path = join(home, 'ytdub.db')
  return { database: openDatabase(path), path }
}

/** The same store, which says which file is damaged where it comes upon a damaged page: opening reads only the first ones. */
function namingDamage<Store extends object>(store: Store, path: string): Store {
  const guarded = Object.entries(store).map(([name, call]: [string, Call]) => {
    const ask: Call = (...question) =>
      call(...question).catch((error: unknown) => {
        throw isDamage(error) ? damaged(path, error) : error
      })
    return [name, ask] as const
  })
  return Object.fromEntries(guarded) as Store
}

type Call = (...question: readonly unknown[]) => Promise<unknown>
