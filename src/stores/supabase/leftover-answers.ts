import type { Leftovers } from '../../ports/service.ts'
import type { Database, Query } from './database.ts'

/**
 * What a job under way has asked for since it began is stamped as used since then, give or take the hour that a stamp may
 * be late.
 */
export const untouched = (kept: string) =>
  `${kept}.used_at < $1 and ${kept}.used_at < coalesce((
    select min(job.created_at) - interval '2 hours' from public.dubbing_jobs job
    where job.user_id = ${kept}.user_id and job.status not in ('uploading', 'complete', 'error')), 'infinity')`

/** Answers of all users, and the blobs that these named, once they have not been used for long. */
export function oldAnswers(database: Database): Pick<Leftovers, 'forgetAnswers' | 'oldBlobs' | 'blobsPurged'> {
  return {
    forgetAnswers: (at, limit) => forgetAnswers(database.query, { at, limit }),
    async oldBlobs(at, limit) {
      const { rows } = await database.query<{ owner: string; digest: string; path: string }>(
        `select blob.user_id as owner, blob.digest, blob.path from public.blobs blob
          where ${untouched('blob')} and starts_with(blob.path, 'blobs/')
            and not exists (select from public.memo
              where memo.user_id = blob.user_id and memo.blobs @> array[blob.digest])
            and not exists (select from public.dubbing_jobs job
              where job.user_id = blob.user_id and job.status not in ('complete', 'error')
                and blob.digest in (job.request -> 'source' ->> 'digest', job.request -> 'background' ->> 'digest'))
          order by blob.used_at limit $2`,
        [new Date(at), limit],
      )
      return rows
    },
    async blobsPurged(blobs, at) {
      await database.query(
        `delete from public.blobs blob
          using json_to_recordset($1::json) as gone (owner uuid, digest text, path text)
          where (blob.user_id, blob.digest, blob.path) = (gone.owner, gone.digest, gone.path) and blob.used_at < $2`,
        [JSON.stringify(blobs), new Date(at)],
      )
    },
  }
}

type Which = { readonly at: number; readonly limit: number; readonly owner?: string }

/** Forgets answers, of one owner or of all. Asked with the service's own rights. @returns how many. */
export async function forgetAnswers(query: Query, { at, limit, owner }: Which): Promise<number> {
  const { rows } = await query<{ count: number }>(
    `with old as (
      select user_id, key from public.memo
      where ${untouched('memo')} and ($3::uuid is null or user_id = $3) order by used_at limit $2
      for update skip locked
    ), forgotten as (
      delete from public.memo using old where (memo.user_id, memo.key) = (old.user_id, old.key) returning 1
    )
    select count(*)::integer as count from forgotten`,
    [new Date(at), limit, owner ?? null],
  )
  return rows[0]?.count ?? 0
}
