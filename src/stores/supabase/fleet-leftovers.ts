import type { Leftovers } from '../../ports/service.ts'
import type { Database } from './database.ts'
import { jobEventsOf } from './job-diary.ts'
import { forgetAnswers } from './leftover-answers.ts'
import { markBlobsPurged, oldBlobs } from './leftover-blobs.ts'
import { letGoOfTracks } from './leftover-tracks.ts'
import { countPurgeable, expiredArtifacts, markPurged } from './purge-rows.ts'

/** What dubs left behind, of all users. Several sweeps at once would do the same twice, and no harm. */
export function fleetLeftovers(database: Database): Leftovers {
  return {
    count: (at) => countPurgeable(database.query, { at }),
    expired: (at, limit) => expiredArtifacts(database.query, { at, limit }),
    purged: (ids) => markPurged(database.query, ids),
    giveUpUploads: (at, limit) => giveUpUploads(database, at, limit),
    oldTracks: (at, limit) => oldTracks(database, at, limit),
    async tracksPurged(jobs) {
      const mark = 'update public.dubbing_jobs set tracks_purged_at = now() where id = any($1)'
      await database.query(mark, [jobs])
    },
    forgetEvents: (at, limit) => forgetEvents(database, at, limit),
    forgetAnswers: (at, limit) => forgetAnswers(database.query, { at, limit }),
    oldBlobs: (at, limit) => oldBlobs(database.query, { at, limit }),
    blobsPurged: (blobs, at) => markBlobsPurged(database.query, blobs, { at }),
    strays: (at, after, limit) => strays(database, { at, after, limit }),
  }
}

/** One that is being submitted at this moment is locked, and passed over. */
async function giveUpUploads(database: Database, at: number, limit: number): Promise<number> {
  const { rows } = await database.query(
    `with waiting as (
      select id from public.dubbing_jobs where status = 'uploading' and created_at < $1
      order by created_at limit $2 for no key update skip locked
    ), after as (
      update public.dubbing_jobs job
      set status = 'error', code = 'interrupted', message = 'The tracks were not uploaded in time.', completed_at = now()
      from waiting where job.id = waiting.id returning job.*
    ), told as (${jobEventsOf('after')}) select id from after`,
    [new Date(at), limit],
  )
  return rows.length
}

/** Jobs that ended so long ago cannot be tried again: nobody will look for these tracks. */
async function oldTracks(database: Database, at: number, limit: number): ReturnType<Leftovers['oldTracks']> {
  const { rows } = await database.query<{ job: string; paths: string[] }>(
    `select id as job, array_remove(array[voice_track_url, background_track_url], null) as paths
      from public.dubbing_jobs
      where completed_at < $1 and tracks_purged_at is null and status in ('complete', 'error')
      order by completed_at, id limit $2`,
    [new Date(at), limit],
  )
  if (rows.length > 0) {
    await letGoOfTracks(
      database.query,
      rows.map(({ job }) => job),
    )
  }
  return rows
}

/** How a job stands its rows say; events are of use to whoever follows it. */
async function forgetEvents(database: Database, at: number, limit: number): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `with old as (
      select event.id from public.job_events event join public.dubbing_jobs job on job.id = event.job_id
      where event.created_at < $1 and job.completed_at < $1 limit $2
    ), forgotten as (
      delete from public.job_events event using old where event.id = old.id returning 1
    )
    select count(*)::integer as count from forgotten`,
    [new Date(at), limit],
  )
  return rows[0]?.count ?? 0
}

/** Read where Storage keeps its own list. Objects that are none of ytdub's are left alone. */
async function strays(
  database: Database,
  { at, after, limit }: { readonly at: number; readonly after: string; readonly limit: number },
): ReturnType<Leftovers['strays']> {
  const { rows } = await database.query<{ name: string }>(
    `select object.name from storage.objects object
      where object.bucket_id = 'media' and object.name collate "C" > $2
        and greatest(object.created_at, object.updated_at) < $1
        and object.name ~ '^(uploads|artifacts|blobs)/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$'
        and case split_part(object.name, '/', 1)
          when 'uploads' then not exists (select from public.dubbing_jobs job
            where job.id = split_part(object.name, '/', 3) and job.tracks_purged_at is null
              and object.name in (job.voice_track_url, job.background_track_url))
          when 'artifacts' then not exists (select from public.artifacts artifact
            where artifact.job_id = split_part(object.name, '/', 3) and artifact.path = object.name
              and artifact.purged_at is null)
          else not exists (select from public.blobs blob
            where blob.user_id = split_part(object.name, '/', 2)::uuid
              and blob.digest = split_part(object.name, '/', 3))
        end
      order by object.name collate "C" limit $3`,
    [new Date(at), after, limit],
  )
  return rows.map(({ name }) => name)
}
