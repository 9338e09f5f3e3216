import type { NewServiceArtifact } from '../../ports/service.ts'
import type { Query } from './database.ts'

/**
 * For whoever holds the job's row. One that is there with the same bytes is left alone: a worker that publishes again tells
 * nobody of it. What is replaced is as good as purged; nothing leads to its object any more.
 */
export async function publishArtifacts(
  query: Query,
  id: string,
  artifacts: readonly NewServiceArtifact[],
): Promise<void> {
  if (artifacts.length === 0) return
  const values = [id, JSON.stringify(artifacts)]
  await query(
    `update public.artifacts known set purged_at = now()
      from json_to_recordset($2::json) as file (file text, path text)
      where known.job_id = $1 and known.file = file.file and known.path <> file.path and known.purged_at is null`,
    values,
  )
  await query(
    `with job as (
      select id, user_id from public.dubbing_jobs where id = $1
    ), file as (
      select * from json_to_recordset($2::json)
        as file (language text, type text, path text, file text, bytes bigint, mime text, checksum text)
    ), after as (
      insert into public.artifacts as known
        (job_id, user_id, language_task_id, artifact_type, path, file, bytes, mime_type, checksum)
      select job.id, job.user_id, task.id, file.type, file.path, file.file, file.bytes, file.mime, file.checksum
      from job cross join file
        left join public.language_tasks task on task.job_id = job.id and task.language_code = file.language
      where file.language is null or task.id is not null
      on conflict (job_id, path) do update
      set language_task_id = excluded.language_task_id, artifact_type = excluded.artifact_type, file = excluded.file, bytes = excluded.bytes,
        mime_type = excluded.mime_type, checksum = excluded.checksum, created_at = now(), purged_at = null
      where known.checksum <> excluded.checksum or known.purged_at is not null
      returning *
    )
    insert into public.job_events (job_id, user_id, event_type, message, event_metadata)
    select after.job_id, after.user_id, 'artifact', '', json_build_object('language', file.language,
      'artifact', after.artifact_type, 'path', after.path, 'bytes', after.bytes, 'checksum', after.checksum)
    from after join file on file.path = after.path order by after.path`,
    values,
  )
}
