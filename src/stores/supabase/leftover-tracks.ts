import type { Query } from './database.ts'

/**
 * Sees to it that no blob leads to the tracks of these jobs, whose objects will not be there much longer. Where the same
 * bytes were uploaded for another job as well, whose tracks stay for now, they are read from there from now on.
 */
export async function letGoOfTracks(query: Query, jobs: readonly string[]): Promise<void> {
  await query(
    `with leaving as (
      select blob.user_id, blob.digest, (
        select case other.request -> 'source' ->> 'digest'
          when blob.digest then other.voice_track_url else other.background_track_url end
        from public.dubbing_jobs other
        where other.user_id = blob.user_id and other.id <> all($1) and other.tracks_purged_at is null
          and coalesce(other.completed_at > now() - interval '47 hours', true)
          and blob.digest in (other.request -> 'source' ->> 'digest', other.request -> 'background' ->> 'digest')
        order by other.created_at desc limit 1
      ) as path
      from public.blobs blob join public.dubbing_jobs job
        on job.user_id = blob.user_id and blob.path in (job.voice_track_url, job.background_track_url)
      where job.id = any($1) order by blob.user_id, blob.digest for update of blob
    ), led as (
      update public.blobs blob set path = leaving.path from leaving
      where (blob.user_id, blob.digest) = (leaving.user_id, leaving.digest) and leaving.path is not null
    )
    delete from public.blobs blob using leaving
      where (blob.user_id, blob.digest) = (leaving.user_id, leaving.digest) and leaving.path is null`,
    [jobs],
  )
}
