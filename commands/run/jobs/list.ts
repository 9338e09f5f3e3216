import type { Config } from '../../../src/config.ts'
import type { Failure } from '../../../src/failure.ts'
import type { Job } from '../../../src/ports/jobs.ts'
import type { RemoteJob } from '../../../src/ports/remote-jobs.ts'
import type { Run } from '../../command.ts'
import { DONE } from '../../terminal/exit-codes.ts'
import { fitted } from '../../terminal/fitted.ts'
import type { Filter } from '../../terminal/job-filter.ts'
import { jobState } from '../../terminal/job-state.ts'
import { localJson, localRow, resumeOf } from '../../terminal/local-job.ts'
import { remoteJson, remoteLanguages, remoteRow, remoteState } from '../../terminal/remote-job.ts'
import { printable } from '../../terminal/styled.ts'
import { table } from '../../terminal/table.ts'
import { isWanted } from './wanted.ts'

/** Lists the jobs of this machine and those at the service. @returns the exit code. */
export const runList: Run = async (_args, options, { streams, manner, config }) => {
  const asked = options as Filter
  const isAsked = isWanted(asked)
  const { here, service } = await jobsOf(asked, config)
  const chosen = newest([...here.map(listedHere), ...(service?.jobs ?? []).map(listedThere)], isAsked, asked.limit)
  if (manner.json) {
    const told = service && { service: { answered: service.trouble === undefined, as_of: asOf(service) ?? null } }
    const [own, theirs] = [chosen.filter((each) => each.where === 'here'), chosen.filter((e) => e.where !== 'here')]
    streams.out(`${JSON.stringify({ jobs: [...own, ...theirs].map(({ json }) => json()), ...told })}\n`)
    return DONE
  }
  if (service?.trouble && !manner.quiet) streams.err(`${printable(staleness(service))}\n`)
  const rows = [HEAD, ...chosen.map(({ row }) => row())]
  if (chosen.length > 0) streams.out(table(fitted(rows, { width: streams.outColumns ?? Infinity, ...GIVING_WAY })))
  else if (!manner.quiet) streams.err(noneOf(asked))
  if (!manner.quiet) streams.err(goingOn(chosen.flatMap(({ resume }) => resume ?? [])))
  return DONE
}

const HEAD = ['Job', 'Where', 'File', 'Languages', 'State', 'Progress', 'Last changed (UTC)']

/** Which columns of the list give way on a narrow terminal: names and languages; then where, progress, languages and names. */
const GIVING_WAY = { cut: [2, 3], drop: [1, 5, 3, 2] }

type Service = {
  readonly jobs: readonly RemoteJob[]
  /** Who is signed in; null where nobody is. */
  readonly owner: string | null
  /** Why it could not be asked just now. */
  readonly trouble: Failure | undefined
}

type Jobs = { readonly here: readonly Job[]; readonly service?: Service }

async function jobsOf({ local, remote }: Filter, config: Config): Promise<Jobs> {
  if (local === true || (remote !== true && config.apiUrl === undefined)) {
    const { openRecords } = await import('../../../src/app.ts')
    await using records = await openRecords(config)
    return { here: await records.jobs.list() }
  }
  const [{ openServiceDesk }, { refreshJobs }] = await Promise.all([
    import('../service-desk.ts'),
    import('../../../src/remote/refresh-jobs.ts'),
  ])
  await using desk = await openServiceDesk(config)
  const trouble = await refreshJobs(desk)
  const owner = await desk.owner()
  // Somebody else may have been signed in here before.
  const jobs = (await desk.jobs.list()).filter((job) => owner === null || job.owner === null || job.owner === owner)
  return { here: remote === true ? [] : await desk.records.jobs.list(), service: { jobs, owner, trouble } }
}

type Listed = {
  readonly where: 'here' | 'service'
  readonly at: number
  readonly state: string
  readonly languages: readonly string[]
  /** What goes on with a job that was interrupted. */
  readonly resume: string | null
  readonly row: () => string[]
  readonly json: () => unknown
}

function listedHere(job: Job): Listed {
  const state = jobState(job)
  return {
    where: 'here',
    at: job.updatedAt,
    state,
    languages: job.request.languages,
    resume: state === 'interrupted' ? resumeOf(job) : null,
    row: () => localRow(job),
    json: () => localJson(job),
  }
}

function listedThere(job: RemoteJob): Listed {
  return {
    where: 'service',
    at: job.updatedAt ?? job.seenAt,
    state: remoteState(job),
    languages: remoteLanguages(job),
    resume: null,
    row: () => remoteRow(job),
    json: () => remoteJson(job),
  }
}

function newest(jobs: readonly Listed[], isAsked: ReturnType<typeof isWanted>, limit = Infinity): readonly Listed[] {
  return jobs
    .filter(({ state, languages }) => isAsked(state, languages))
    .toSorted((one, other) => other.at - one.at)
    .slice(0, limit)
}

/** ISO 8601: all that is shown of the service was so then, or later. Undefined where nothing is. */
function asOf({ jobs }: Service): string | undefined {
  return jobs.length === 0 ? undefined : new Date(Math.min(...jobs.map(({ seenAt }) => seenAt))).toISOString()
}

function staleness(service: Service): string {
  const at = asOf(service)
  // Each as it was last heard of, which is not for all of them as long ago.
  const shown = at === undefined ? 'None of them is known here.' : `They are shown as of ${at.slice(0, 16)}Z, or later.`
  const owners = [...new Set(service.jobs.flatMap(({ owner }) => owner ?? []))]
  const whose = service.owner === null && owners.length > 0 ? ` They are those of ${owners.join(' and ')}.` : ''
  return `Note: the service has not told its jobs: ${service.trouble?.message ?? ''} ${shown}${whose}`
}

function noneOf({ status, lang, limit: _limit, ...where }: Filter): string {
  const isFiltered = status !== undefined || lang !== undefined || where.local === true || where.remote === true
  if (isFiltered) return 'There are no such jobs. See all: ytdub jobs\n'
  return 'There are no jobs yet. Dub something: ytdub dub talk.mp3 --lang es\n'
}

/** How many commands are written out. */
const WRITTEN_OUT = 3

function goingOn(commands: readonly string[]): string {
  if (commands.length === 0) return ''
  const more = commands.length - WRITTEN_OUT
  const lines = commands.slice(0, WRITTEN_OUT).map((command) => `  ${command}\n`)
  return `What was interrupted goes on with:\n${lines.join('')}${more > 0 ? `  and ${more} more like these\n` : ''}`
}
