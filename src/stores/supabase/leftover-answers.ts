import type { Query } from './database.ts'

/** A job that has not ended, or that may be tried again: what it has answered is paid for once. */
export const MAY_GO_ON = `(job.status not in ('complete', 'error') or (job.code is not null
  and job.tracks_purged_at is null and job.completed_at > now() - interval '47 hours'))`

/** What such a job has asked for since it began is stamped as used since then, give or take the hour that a stamp may be late. */
export const untouched = (kept: string) =>
  `${kept}.used_at < $1 and ${kept}.used_at < coalesce((
    select min(job.created_at) - interval '2 hours' from public.dubbing_jobs job
    where job.user_id = ${kept}.user_id and job.request is not null and ${MAY_GO_ON}), 'infinity')`

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
