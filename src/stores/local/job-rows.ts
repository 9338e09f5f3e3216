import type { DubRequest } from '../../dub/request.ts'
import type { FailureCode } from '../../failure.ts'
import type {
  Job,
  JobNote,
  JobStatus,
  LanguageTask,
  LanguageVoices,
  Lease,
  StageName,
  TaskStatus,
} from '../../ports/jobs.ts'
import type { Database } from './database.ts'

export type JobRow = {
  readonly id: string
  readonly status: JobStatus
  readonly progress: number
  readonly message: string
  readonly code: FailureCode | null
  readonly voice_track_url: string
  readonly background_track_url: string | null
  readonly max_usd: number | null
  readonly stop_asked_at: number | null
  readonly folder: string
  readonly request: string
  readonly duration: number | null
  readonly lease_holder: string | null
  readonly lease_until: number | null
  readonly created_at: number
  readonly updated_at: number
}

export type TaskRow = {
  readonly language_code: string
  readonly status: TaskStatus
  readonly stage: StageName
  readonly progress: number
  readonly message: string
  readonly usd: number
  readonly estimated_usd: number
  readonly voices: string
}

/** The statements of the job tables, prepared once. */
export function jobStatements(database: Database) {
  return { ...onJobs(database), ...onTasks(database), ...onDiary(database) }
}

function onJobs(database: Database) {
  return {
    insertJob: database.prepare(
      `INSERT INTO dubbing_jobs (id, status, voice_track_url, background_track_url, folder, request, created_at, updated_at)
       VALUES (@id, 'pending', @source, @background, @folder, @request, @now, @now)
       ON CONFLICT (id) DO UPDATE SET request = @request, voice_track_url = @source, background_track_url = @background,
       folder = @folder, updated_at = @now`,
    ),
    find: database.prepare('SELECT * FROM dubbing_jobs WHERE id = ?'),
    list: database.prepare('SELECT * FROM dubbing_jobs ORDER BY updated_at DESC, id'),
    inFolder: database.prepare('SELECT * FROM dubbing_jobs WHERE folder = ? ORDER BY updated_at DESC, id'),
    lease: database.prepare(
      'UPDATE dubbing_jobs SET lease_holder = @holder, lease_until = @until, updated_at = @now WHERE id = @id',
    ),
    claim: database.prepare(
      `UPDATE dubbing_jobs SET lease_holder = @holder, lease_until = @until, stop_asked_at = NULL, updated_at = @now
       WHERE id = @id`,
    ),
    bound: database.prepare('UPDATE dubbing_jobs SET max_usd = @maxCost WHERE id = @id'),
    askToStop: database.prepare('UPDATE dubbing_jobs SET stop_asked_at = @now WHERE id = @id'),
    isAskedToStop: database.prepare('SELECT 1 FROM dubbing_jobs WHERE id = ? AND stop_asked_at IS NOT NULL'),
    delete: database.prepare('DELETE FROM dubbing_jobs WHERE id = ?'),
    // A job that goes on has not failed any more: a new state takes the old code away.
    update: database.prepare(
      `UPDATE dubbing_jobs SET code = CASE WHEN @status IS NULL THEN code END, status = coalesce(@status, status),
       progress = coalesce(@progress, progress), message = coalesce(@message, message),
       duration = coalesce(@duration, duration), updated_at = @now WHERE id = @id`,
    ),
    settle: database.prepare(
      `UPDATE dubbing_jobs SET status = @status, message = @message, code = @code,
       progress = coalesce(@progress, progress), lease_holder = NULL, lease_until = NULL, stop_asked_at = NULL,
       updated_at = @now WHERE id = @id`,
    ),
    release: database.prepare(
      `UPDATE dubbing_jobs SET status = 'pending', message = @message, code = NULL, lease_holder = NULL,
       lease_until = NULL, stop_asked_at = NULL, updated_at = @now WHERE id = @id`,
    ),
    artifact: database.prepare(
      `INSERT INTO artifacts (job_id, language_code, artifact_type, path, bytes, mime_type, checksum, created_at)
       VALUES (@id, @language, @type, @path, @bytes, @mime, @sha256, @now)
       ON CONFLICT (job_id, language_code, artifact_type) DO UPDATE SET path = @path, bytes = @bytes, mime_type = @mime,
       checksum = @sha256, created_at = @now`,
    ),
  }
}

function onTasks(database: Database) {
  return {
    insertTask: database.prepare(
      `INSERT INTO language_tasks (job_id, language_code, position, status, stage, updated_at)
       VALUES (@id, @language, @position, 'pending', 'queued', @now) ON CONFLICT DO NOTHING`,
    ),
    tasks: database.prepare('SELECT * FROM language_tasks WHERE job_id = ? ORDER BY position'),
    updateTask: database.prepare(
      `UPDATE language_tasks SET status = @status, stage = @stage, progress = @progress, message = @message,
       updated_at = @now WHERE job_id = @id AND language_code = @language`,
    ),
    charge: database.prepare(
      `UPDATE language_tasks SET usd = usd + @usd, estimated_usd = max(estimated_usd, @estimated)
       WHERE job_id = @id AND language_code = @language`,
    ),
    // What each language had come to when the job ended stays to be seen: only how it ended is written.
    settleTasks: database.prepare(
      `UPDATE language_tasks SET status = @status, message = @message, updated_at = @now
       WHERE job_id = @id AND status <> 'complete'`,
    ),
    settleTask: database.prepare(
      `UPDATE language_tasks SET status = @status, message = @message, voices = @voices, updated_at = @now,
       stage = CASE @status WHEN 'complete' THEN 'complete' ELSE stage END,
       progress = CASE @status WHEN 'complete' THEN 100 ELSE progress END
       WHERE job_id = @id AND language_code = @language`,
    ),
    releaseTasks: database.prepare(
      `UPDATE language_tasks SET status = 'pending', message = @message, updated_at = @now
       WHERE job_id = @id AND status <> 'complete'`,
    ),
  }
}

function onDiary(database: Database) {
  return {
    lastRun: database.prepare('SELECT coalesce(max(run), 0) AS run FROM job_events WHERE job_id = ?'),
    tearOut: database.prepare('DELETE FROM job_events WHERE job_id = ? AND run <= ?'),
    note: database.prepare(
      `INSERT INTO job_events (job_id, run, event_type, event_metadata, created_at)
       VALUES (@id, @run, @type, @metadata, @now)`,
    ),
    events: database.prepare(
      'SELECT run, event_type, event_metadata, created_at FROM job_events WHERE job_id = ? ORDER BY id',
    ),
    diary: database.prepare(
      `SELECT event_metadata FROM job_events WHERE job_id = @id AND event_type = 'step'
       AND run = (SELECT max(run) FROM job_events WHERE job_id = @id) ORDER BY id`,
    ),
  }
}

/** A job from its rows; `isHeld` judges its lease. */
export function readJob(row: JobRow, tasks: readonly TaskRow[], isHeld: (lease: Lease) => boolean): Job {
  const lease = row.lease_holder === null ? null : { holder: row.lease_holder, until: row.lease_until ?? 0 }
  return {
    id: row.id,
    status: row.status,
    progress: row.progress,
    message: row.message,
    code: row.code,
    request: JSON.parse(row.request) as DubRequest,
    source: row.voice_track_url,
    background: row.background_track_url,
    maxCost: row.max_usd,
    folder: row.folder,
    duration: row.duration,
    tasks: tasks.map(readTask),
    costs: tasks.map(({ language_code, usd, estimated_usd }) => ({
      language: language_code,
      usd,
      estimated: estimated_usd,
    })),
    voices: tasks.map(({ language_code, voices }) => ({
      language: language_code,
      voices: JSON.parse(voices) as LanguageVoices['voices'],
    })),
    lease,
    held: lease !== null && isHeld(lease),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

type NoteRow = {
  readonly run: number
  readonly event_type: JobNote['type']
  readonly event_metadata: string
  readonly created_at: number
}

/** A row of the diary. */
export function readNote(row: unknown): JobNote {
  const { run, event_type: type, event_metadata: told, created_at: at } = row as NoteRow
  return { run, at, type, ...(JSON.parse(told) as object) } as JobNote
}

function readTask({ language_code, status, stage, progress, message }: TaskRow): LanguageTask {
  return { language: language_code, status, stage, progress, message }
}
