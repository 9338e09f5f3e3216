import type { Database } from '../src/stores/supabase/database.ts'

export const USERS = 1000
export const JOBS_EACH = 10

/** A user, a job of theirs that is complete, and one that is being worked on. */
export type Someone = { readonly user: string; readonly job: string; readonly underWay: string }

/**
 * Fills the tables: of each user's ten jobs nine are complete and one is under way, each in three languages, with twelve
 * files and ten events. @returns everyone.
 */
export async function fillTables({ query }: Database): Promise<readonly Someone[]> {
  await query(
    `insert into auth.users (id, email) select gen_random_uuid(), 'user' || n || '@example.com'
      from generate_series(1, $1::int) n`,
    [USERS],
  )
  await query(
    `insert into public.dubbing_jobs (id, user_id, status, progress, message, voice_track_url, voice_track_name,
        target_languages, duration, created_at, completed_at)
      select id, owner, case n when 1 then 'generating' else 'complete' end, case n when 1 then 40 else 100 end, '',
        'uploads/' || owner || '/' || id || '/voice_track.mp3', 'talk.mp3', array['es', 'fr', 'de'], 600,
        now() - n * interval '1 hour', case n when 1 then null else now() - n * interval '1 hour' + interval '5 min' end
      from (
        select users.id as owner, n, 'job_' || substr(md5(users.id::text || n), 1, 12) as id
        from public.users users cross join generate_series(1, $1::int) n
      ) made`,
    [JOBS_EACH],
  )
  await query(
    `insert into public.language_tasks (job_id, user_id, language_code, status, stage, progress, completed_at)
      select id, user_id, unnest(target_languages), status,
        case status when 'complete' then 'complete' else 'dubbing' end, progress, completed_at
      from public.dubbing_jobs`,
  )
  await query(
    `insert into public.artifacts (job_id, user_id, language_task_id, artifact_type, file, path, bytes, mime_type, checksum)
      select job_id, user_id, id, file, language_code || '/' || file, 'artifacts/' || user_id || '/' || job_id || '/' || language_code || '/' || file,
        1000000, 'audio/mp4', repeat('a', 64)
      from public.language_tasks cross join unnest(array['full_mix', 'voice_only', 'srt', 'vtt']) file
      where status = 'complete'`,
  )
  await query(
    `insert into public.job_events (job_id, user_id, event_type, event_metadata)
      select id, user_id, 'task', '{"language": "es", "progress": 10}' from public.dubbing_jobs cross join generate_series(1, 10)`,
  )
  await query('analyze')
  const { rows } = await query<Someone>(
    `select user_id as user, min(id) filter (where status = 'complete') as job,
      min(id) filter (where status <> 'complete') as "underWay"
      from public.dubbing_jobs group by 1`,
  )
  return rows
}
