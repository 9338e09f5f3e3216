import { Failure } from '../src/failure.ts'
import { LANGUAGES } from './fleet-jobs.ts'
import { startPostgres } from './fleet-postgres.ts'
import { type FleetRun, type Ran, runFleet } from './fleet-run.ts'
import { percentile } from './percentile.ts'
import type { Result } from './result.ts'

const WORKERS = [1, 2, 4]
const KILL_EVERY_MS = 1000

/**
 * A thousand language tasks with vendors that answer at once and recordings of one line, by 1, 2 and 4 worker processes on
 * one Postgres; then by 4 of which one, any of them, is killed every second
 * and replaced. A worker's claim is measured where it has nothing
 * to do (from a task being queued to it being taken), its gap where there is always more (from one task's end to the next
 * one's beginning). The Postgres does not wait for its disk. `--only killed` runs one of the four parts.
 */
export async function fleet(flags: readonly string[] = []): Promise<Result> {
  const quick = flags.includes('--quick')
  const asked = countOf(flags, '--tasks') ?? (quick ? 100 : 1000)
  const tasks = Math.ceil(asked / LANGUAGES.length) * LANGUAGES.length
  const probes = quick ? 5 : 30
  await using postgres = await startPostgres()
  const found: [string, Ran][] = []
  const only = textOf(flags, '--only')
  const run = async (name: string, options: FleetRun) => {
    if (only !== undefined && only !== name) return
    process.stderr.write(`${name}\n`)
    const ran = await runFleet(postgres, options)
    process.stderr.write(`${JSON.stringify(figuresOf(name, ran, tasks))}\n`) // It takes long: what is known is told.
    found.push([name, ran])
  }
  for (const workers of WORKERS) await run(`workers_${workers}`, { workers, tasks, probes })
  await run('killed', { workers: 4, tasks, probes: 0, killEvery: countOf(flags, '--kill-every') ?? KILL_EVERY_MS })
  if (found.length === 0)
    throw new Failure('usage', `There is no part ${only}: workers_1, workers_2, workers_4, killed.`)
  return {
    figures: { tasks, ...Object.assign({}, ...found.map(([name, ran]) => figuresOf(name, ran, tasks))) },
    targets: Object.fromEntries(
      found.flatMap(([name]) => MUST_BE_NONE.map((figure) => [`${name}_${figure}`, 0] as const)),
    ),
  }
}

function textOf(flags: readonly string[], flag: string): string | undefined {
  const at = flags.indexOf(flag)
  return at === -1 ? undefined : flags[at + 1]
}

function countOf(flags: readonly string[], flag: string): number | undefined {
  const at = flags.indexOf(flag)
  if (at === -1) return undefined
  const count = Number(flags[at + 1])
  if (Number.isInteger(count) && count > 0) return count
  throw new Failure('usage', `${flag} is to be a whole number above 0.`)
}

const MUST_BE_NONE = [
  'tasks_not_complete',
  'jobs_not_complete',
  'artifacts_missing',
  'artifacts_published_twice',
  'answers_paid_again_needlessly',
]

function figuresOf(name: string, { seconds, claims, gaps, load, killed, outcome }: Ran, tasks: number) {
  const figures = {
    seconds,
    tasks_per_second: tasks / seconds,
    ...(claims.length > 0 && { claim_p50_ms: percentile(claims, 0.5), claim_p99_ms: percentile(claims, 0.99) }),
    gap_p50_ms: percentile(gaps, 0.5),
    gap_p99_ms: percentile(gaps, 0.99),
    transactions_per_task: load.transactions / tasks,
    rows_read_per_task: load.rowsRead / tasks,
    rows_written_per_task: load.rowsWritten / tasks,
    postgres_cpu_ms_per_task: (load.cpuSeconds * 1000) / tasks,
    postgres_cores: load.cpuSeconds / seconds,
    ...(killed > 0 && { workers_killed: killed }),
    tasks_not_complete: outcome.tasksNotComplete,
    jobs_not_complete: outcome.jobsNotComplete,
    artifacts: outcome.artifacts,
    artifacts_missing: outcome.artifactsMissing,
    artifacts_published_twice: outcome.publishedTwice,
    artifacts_uploaded_again: outcome.uploadedAgain,
    artifacts_uploaded_again_otherwise: outcome.uploadedAgainOtherwise,
    answers: outcome.answers,
    answers_paid_again: outcome.paidAgain,
    answers_paid_again_needlessly: outcome.paidAgainNeedlessly,
  }
  return Object.fromEntries(Object.entries(figures).map(([figure, value]) => [`${name}_${figure}`, value]))
}
