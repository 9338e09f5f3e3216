/**
 * How rows are read: each of these is an SQL expression that gives one row as JSON, with the names and units of
 * `src/ports/service.ts`, so that nothing is left to map and one round trip brings a job with its tasks.
 */

/** A point in time as milliseconds since 1970, whole ones: what a `Date` holds. */
const milliseconds = (column: string) => `floor(extract(epoch from ${column}) * 1000)::bigint`

/** A `ServiceTask`, of a row called `task`. */
const TASK = `json_build_object(
  'id', task.id, 'language', task.language_code, 'status', task.status, 'code', task.code, 'stage', task.stage,
  'progress', task.progress, 'message', task.message, 'heartbeatAt', ${milliseconds('task.heartbeat_at')},
  'startedAt', ${milliseconds('task.started_at')}, 'completedAt', ${milliseconds('task.completed_at')})`

const track = (kind: 'voice' | 'background') =>
  `json_build_object('path', job.${kind}_track_url, 'name', job.${kind}_track_name)`

/** A `ServiceJob`, of a row called `job`. It is at least as far as its languages are on average. */
export const JOB = `json_build_object(
  'id', job.id, 'owner', job.user_id, 'status', job.status, 'code', job.code,
  'progress', greatest(job.progress,
    (select floor(avg(task.progress)) from public.language_tasks task where task.job_id = job.id)),
  'message', job.message, 'voiceTrack', ${track('voice')},
  'backgroundTrack', case when job.background_track_url is not null then ${track('background')} end,
  'languages', job.target_languages, 'request', job.request, 'duration', job.duration,
  'cancelRequested', job.cancel_requested_at is not null,
  'tasks', (select coalesce(json_agg(${TASK} order by array_position(job.target_languages, task.language_code)), '[]')
    from public.language_tasks task where task.job_id = job.id),
  'createdAt', ${milliseconds('job.created_at')}, 'updatedAt', ${milliseconds('job.updated_at')},
  'completedAt', ${milliseconds('job.completed_at')})`

/** A `ServiceArtifact`, of rows called `artifact` and, where it belongs to a language, `task`. */
export const ARTIFACT = `json_build_object(
  'id', artifact.id, 'language', task.language_code, 'type', artifact.artifact_type, 'path', artifact.path,
  'file', artifact.file,
  'bytes', artifact.bytes, 'mime', artifact.mime_type, 'checksum', artifact.checksum,
  'createdAt', ${milliseconds('artifact.created_at')}, 'purgedAt', ${milliseconds('artifact.purged_at')})`

/** A `ServiceEvent`, of a row called `event`. */
export const EVENT = `json_build_object(
  'id', event.id, 'job', event.job_id, 'type', event.event_type, 'message', event.message,
  'metadata', event.event_metadata, 'createdAt', ${milliseconds('event.created_at')})`

/** A `ServiceUser`, of a row called `account`. */
export const USER = `json_build_object(
  'id', account.id, 'email', account.email, 'createdAt', ${milliseconds('account.created_at')},
  'activeJobs', (select count(*) from public.dubbing_jobs job
    where job.user_id = account.id and job.status not in ('complete', 'error')),
  'secondsToday', (select coalesce(sum(seconds), 0) from public.submissions submission
    where submission.user_id = account.id and submission.created_at > now() - interval '24 hours'))`
