import { readFile } from 'node:fs/promises'
import type { BlobRef } from '../../dub/blob.ts'
import { Failure } from '../../failure.ts'
import type { ServiceJob } from '../../ports/service.ts'
import type { BlobStore, Memo } from '../../ports/stores.ts'
import { registerUpload } from './blob-rows.ts'
import { type BlobParts, supabaseBlobs } from './blobs.ts'
import type { Database } from './database.ts'
import { supabaseMemo } from './memo.ts'
import { longPatience, type Patience, patiently } from './patiently.ts'

type Asks = Pick<Database, 'query'>

type Parts = Omit<BlobParts, 'owner' | 'database'> & {
  readonly database: Asks
  /** Ends the patience with a database that is away. */
  readonly cut: AbortSignal
  readonly patience?: Patience
}

/** Memo and blobs of a job's owner, for one try at it. What they write may be written twice. */
export function ownStores(
  job: ServiceJob,
  { cut, patience = longPatience, ...parts }: Parts,
): Disposable & { readonly memo: Memo; readonly blobs: BlobStore } {
  // Whoever asks may have answers in hand that were paid: a database that is away is waited for.
  const database: Asks = { query: (text, values) => patiently(() => parts.database.query(text, values), patience, cut) }
  const blobs = supabaseBlobs({ ...parts, database, owner: job.owner })
  return {
    memo: supabaseMemo(database, job, parts.clock),
    blobs: withOwnTracks(blobs, job, database),
    [Symbol.dispose]: () => blobs[Symbol.dispose](),
  }
}

/**
 * Bytes that two jobs have uploaded are read where one of them has put them. Where that one is deleted meanwhile, with what
 * it put there, they are read from this job's own upload.
 */
function withOwnTracks(blobs: BlobStore, job: ServiceJob, database: Asks): BlobStore {
  const { owner, request, voiceTrack, backgroundTrack } = job
  const uploads = new Map([
    [request?.background?.digest, backgroundTrack?.path],
    [request?.source.digest, voiceTrack.path],
  ])
  const path = async (ref: BlobRef): Promise<string> => {
    try {
      return await blobs.path(ref)
    } catch (error) {
      const own = uploads.get(ref.digest)
      if (own === undefined || !(error instanceof Failure && error.code === 'lost')) throw error
      await registerUpload(database, owner, ref, own)
      return blobs.path(ref)
    }
  }
  return { ...blobs, path, get: async (ref) => readFile(await path(ref)) }
}
