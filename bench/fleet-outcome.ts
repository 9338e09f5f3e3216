import type { Database } from '../src/stores/supabase/database.ts'
import type { Answered, Seen } from './fleet-outside.ts'
import type { Running } from './fleet-processes.ts'

/** Milliseconds that a worker may take from the end of an answer until it is written down, on a machine that is busy. */
const TO_WRITE = 2000

/** What became of a run's work. */
export type Outcome = {
  readonly tasksNotComplete: number
  readonly jobsNotComplete: number
  readonly artifacts: number
  /** Artifacts whose object is not there, or of another length; and tasks with fewer files than others. */
  readonly artifactsMissing: number
  /** Artifacts that were written down anew with other bytes after they had been published. */
  readonly publishedTwice: number
  /** Uploads of an artifact beyond the first, with the same bytes, under the same key, and with others. */
  readonly uploadedAgain: number
  readonly uploadedAgainOtherwise: number
  readonly answers: number
  /** Whole answers beyond the first to one and the same question. */
  readonly paidAgain: number
  /** Those where whoever had the answer before was not killed before it could write it down. */
  readonly paidAgainNeedlessly: number
}

/** Has every publishing noted from now on. One that changes nothing writes no row, and so is none. */
export async function watchPublishing(database: Database): Promise<void> {
  await database.query('create table public.bench_published (job_id text not null, file text not null)')
  await database.query(
    `create function public.bench_note() returns trigger language plpgsql as $$
      begin insert into public.bench_published values (new.job_id, new.file); return null; end $$`,
  )
  await database.query(
    `create trigger bench after insert or update of checksum on public.artifacts
      for each row execute function public.bench_note()`,
  )
}

/** Counts what became of the work, in the tables, in storage and at the vendors. */
export async function outcomeOf(database: Database, seen: Seen, workers: readonly Running[]): Promise<Outcome> {
  return { ...(await inTables(database, seen)), ...uploadsOf(seen), ...answersOf(seen, workers) }
}

async function inTables(database: Database, { objects }: Seen) {
  const { rows } = await database.query<{ jobs: number; tasks: number; twice: number; fewer: number }>(
    `with files as (
      select task.id, count(artifact.id) as files
      from public.language_tasks task left join public.artifacts artifact on artifact.language_task_id = task.id
          and artifact.purged_at is null group by 1
    ) select
      (select count(*)::int from public.dubbing_jobs where status <> 'complete') as jobs,
      (select count(*)::int from public.language_tasks where status <> 'complete') as tasks,
      (select count(*)::int - count(distinct (job_id, file))::int from public.bench_published) as twice,
      (select count(*)::int from files where files < (select max(files) from files)) as fewer`,
  )
  const { jobs, tasks, twice, fewer } = rows[0]!
  const { rows: artifacts } = await database.query<{ path: string; bytes: number }>(
    'select path, bytes::float8 as bytes from public.artifacts where purged_at is null',
  )
  return {
    jobsNotComplete: jobs,
    tasksNotComplete: tasks,
    artifacts: artifacts.length,
    artifactsMissing: artifacts.filter(({ path, bytes }) => objects[path] !== bytes).length + fewer,
    publishedTwice: twice,
  }
}

function uploadsOf({ uploads }: Seen) {
  const artifacts = uploads.filter((key) => key.startsWith('artifacts/'))
  const keys = new Set(artifacts)
  // A key ends with a piece of its bytes' digest.
  const files = new Set([...keys].map((key) => key.replace(/-[0-9a-f]{12}(?=\.[a-z0-9]+$|$)/, '')))
  return { uploadedAgain: artifacts.length - keys.size, uploadedAgainOtherwise: keys.size - files.size }
}

function answersOf({ answered }: Seen, workers: readonly Running[]) {
  const killedAt = new Map(workers.map((worker) => [worker.name, worker.killedAt()]))
  const wasLost = ({ worker, at }: Answered) => (killedAt.get(worker) ?? Infinity) < at + TO_WRITE
  const questions = [...Map.groupBy(answered, ({ question }) => question).values()]
  const needless = questions.flatMap((answers) => {
    const before = answers.toSorted((one, other) => one.at - other.at).slice(0, -1)
    return before.filter((answer) => !wasLost(answer))
  })
  return {
    answers: answered.length,
    paidAgain: answered.length - questions.length,
    paidAgainNeedlessly: needless.length,
  }
}
