import type { Query } from './database.ts'
import { withServiceRights } from './service-rights.ts'

type LockedJob = {
  readonly status: string
  readonly owner: string
  readonly cancelled: boolean
  readonly retryable: boolean
}

/**
 * Asks as the user whether a job is theirs, and then, with the service's rights from here on, locks its row. Whose a job is
 * never changes; how it stands is read under the lock.
 * @returns undefined where there is none.
 */
export async function lockOwnJob(query: Query, id: string): Promise<LockedJob | undefined> {
  const { rows: own } = await query('select id from public.dubbing_jobs where id = $1', [id])
  if (own.length === 0) return undefined
  await withServiceRights(query)
  const { rows } = await query<LockedJob>(
    `select status, user_id as owner, cancel_requested_at is not null as cancelled,
      tracks_purged_at is null and coalesce(completed_at > now() - interval '47 hours', true) as retryable
      from public.dubbing_jobs where id = $1 for no key update`,
    [id],
  )
  return rows[0]
}
