import type { OldBlob } from '../../ports/service.ts'
import type { Query } from './database.ts'
import { MAY_GO_ON, untouched } from './leftover-answers.ts'

/**
 * Blobs of their own that nothing leads to: no answer, or none of those that are meant; and no job that has not ended, or
 * that failed and may be tried again.
 */
export const letGo = (answers = 'true') =>
  `${untouched('blob')} and starts_with(blob.path, 'blobs/')
    and not exists (select from public.memo
      where memo.user_id = blob.user_id and memo.blobs @> array[blob.digest] and ${answers})
    and not exists (select from public.dubbing_jobs job
      where job.user_id = blob.user_id
        and blob.digest in (job.request -> 'source' ->> 'digest', job.request -> 'background' ->> 'digest')
        and ${MAY_GO_ON})`

type Whose = { readonly at: number; readonly owner?: string }

/** Blobs, of one owner or of all, that are let go of, the oldest first. Asked with the service's own rights. */
export async function oldBlobs(
  query: Query,
  { at, limit, owner }: Whose & { readonly limit: number },
): Promise<readonly OldBlob[]> {
  const { rows } = await query<OldBlob>(
    `select blob.user_id as owner, blob.digest, blob.path, blob.bytes::float8 as bytes from public.blobs blob
      where ${letGo()} and ($3::uuid is null or blob.user_id = $3)
      order by blob.used_at limit $2`,
    [new Date(at), limit, owner ?? null],
  )
  return rows
}

/** Deletes the rows of blobs, of one owner or of all, whose objects are gone. Asked with the service's own rights. */
export async function markBlobsPurged(query: Query, blobs: readonly OldBlob[], { at, owner }: Whose): Promise<void> {
  await query(
    `delete from public.blobs blob
      using json_to_recordset($1::json) as gone (owner uuid, digest text, path text)
      where (blob.user_id, blob.digest, blob.path) = (gone.owner, gone.digest, gone.path) and blob.used_at < $2
        and ($3::uuid is null or blob.user_id = $3)`,
    [JSON.stringify(blobs), new Date(at), owner ?? null],
  )
}
