import { basename } from 'node:path'
import type { Config } from '../../src/config.ts'
import type { Failure } from '../../src/failure.ts'
import type { Job } from '../../src/ports/jobs.ts'
import type { RemoteJob } from '../../src/ports/remote-jobs.ts'
import type { Command } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { jobState } from '../terminal/job-state.ts'
import { printable } from '../terminal/streams.ts'
import { table } from '../terminal/table.ts'
import { momentOf, remoteJson, remoteRow } from './remote-job.ts'

export const list: Command = {
  define: (command) => command.addHelpText('after', '\nExample:\n  ytdub jobs\n  ytdub jobs list --json'),

  async run(_args, _options, { streams, manner, config }) {
    const { here, service } = config.apiUrl === undefined ? await jobsHere(config) : await allJobs(config)
    const remote = service?.jobs ?? []
    if (manner.json) {
      const told = service && { service: { answered: service.trouble === undefined, as_of: asOf(service) ?? null } }
      streams.out(`${JSON.stringify({ jobs: [...here.map(asJson), ...remote.map(remoteJson)], ...told })}\n`)
      return DONE
    }
    if (service?.trouble && !manner.quiet) streams.err(staleness(service.trouble, asOf(service)))
    const rows = [
      ...here.map((job) => ({ at: job.updatedAt, row: rowOf(job) })),
      ...remote.map((job) => ({ at: job.updatedAt ?? job.seenAt, row: remoteRow(job) })),
    ].toSorted((one, other) => other.at - one.at)
    if (rows.length > 0) streams.out(table([HEAD, ...rows.map(({ row }) => row)]))
    else if (!manner.quiet) streams.err('There are no jobs yet. Dub something: ytdub dub talk.mp3 --lang es\n')
    return DONE
  },
}

type Listed = {
  readonly here: readonly Job[]
  /** Jobs at the service as they are remembered, and why it could not be asked just now. */
  readonly service?: { readonly jobs: readonly RemoteJob[]; readonly trouble: Failure | undefined }
}

async function jobsHere(config: Config): Promise<Listed> {
  const { openRecords } = await import('../../src/app.ts')
  await using records = await openRecords(config)
  return { here: await records.jobs.list() }
}

async function allJobs(config: Config): Promise<Listed> {
  const [{ openServiceDesk }, { refreshJobs }] = await Promise.all([
    import('../service-desk.ts'),
    import('../../src/remote/refresh-jobs.ts'),
  ])
  await using desk = await openServiceDesk(config)
  const trouble = await refreshJobs(desk)
  return { here: await desk.records.jobs.list(), service: { jobs: await desk.jobs.list(), trouble } }
}

/** ISO 8601: all that is shown of the service was so then, or later. Undefined where nothing is. */
function asOf({ jobs }: { readonly jobs: readonly RemoteJob[] }): string | undefined {
  return jobs.length === 0 ? undefined : new Date(Math.min(...jobs.map(({ seenAt }) => seenAt))).toISOString()
}

function staleness({ message }: Failure, at: string | undefined): string {
  const shown = at === undefined ? 'none of its jobs is known here' : `its jobs are shown as of ${at.slice(0, 16)}Z`
  return `Note: the service was not asked, ${shown}. ${message}\n`
}

const HEAD = ['Job', 'Where', 'File', 'Languages', 'State', 'Progress', 'Last changed (UTC)']

function rowOf(job: Job): string[] {
  const changed = momentOf(job.updatedAt)
  const languages = job.request.languages.join(', ')
  return [
    job.id,
    'here',
    printable(basename(job.source)),
    languages,
    jobState(job),
    `${Math.round(progressOf(job))} %`,
    changed,
  ]
}

/** A job is as far as its languages are, on average. */
export function progressOf({ status, tasks }: Pick<Job, 'status' | 'tasks'>): number {
  if (status === 'complete' || tasks.length === 0) return 100
  return tasks.reduce((sum, { progress }) => sum + progress, 0) / tasks.length
}

/** A job as scripts read it. */
export function asJson(job: Job) {
  const { id, status, message, code, source, folder, duration, tasks, costs, voices, request, createdAt, updatedAt } =
    job
  return {
    id,
    where: 'here' as const,
    status,
    state: jobState(job),
    progress: progressOf(job),
    message,
    code,
    source,
    folder,
    duration,
    engine: request.engine,
    languages: tasks,
    costs,
    voices,
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
  }
}
