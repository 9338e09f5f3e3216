import type { Manifest } from '../../src/dub/manifest.ts'
import type { Failure } from '../../src/failure.ts'
import { FOR_REVIEW } from '../../src/jobs/for-review.ts'
import type { Job } from '../../src/ports/jobs.ts'
import type { RemoteJob } from '../../src/ports/remote-jobs.ts'
import { jobState } from './job-state.ts'
import { resumeOf } from './local-job.ts'
import { momentOf, remoteLanguages, remoteState } from './remote-job.ts'
import { printable } from './styled.ts'
import { table } from './table.ts'

/** A job that is worked on here, for a person. */
export function describeLocal(job: Job): string {
  const { id, source, folder, request, message, duration, costs, maxCost } = job
  const resume = resumeOf(job)
  const facts = [
    ['Job', id],
    ['State', ['', jobState(job)].includes(message) ? jobState(job) : `${jobState(job)}: ${message}`],
    ...(resume === null ? [] : [['Goes on with', resume]]),
    ['Recording', duration === null ? source : `${source} (${duration.toFixed(1)} s)`],
    ...(job.background === null ? [] : [['Background', job.background]]),
    [whereabouts(job), folder],
    ['Engine', `${request.engine}: ${providersIn(request)}`],
    ...voicesIn(job.voices),
    ['Cost', `${costOf(costs)}${maxCost === null ? '' : `, at most $${maxCost.toFixed(2)} a run`}`],
    ['Changed', new Date(job.updatedAt).toISOString()],
  ]
  return `${factsOf(facts)}\n\n${tasksOf(job)}`
}

/** A job at the service, for a person; `manifest` is what it has delivered here, `trouble` why the service could not be asked. */
export function describeRemote(job: RemoteJob, manifest: Manifest | undefined, trouble: Failure | undefined): string {
  const state = remoteState(job)
  const usd = manifest?.languages.reduce((sum, { usage }) => sum + usage.total_usd, 0)
  const fetch = `ytdub jobs download ${job.id}`
  const facts = [
    ['Job', job.id],
    ['Where', trouble ? `the service, as of ${momentOf(job.seenAt)} UTC: ${trouble.message}` : 'the service'],
    ...(job.owner === null ? [] : [['Whose', job.owner]]),
    ['State', job.message === '' || job.message === state ? state : `${state}: ${job.message}`],
    ...(job.source === null ? [] : [['Recording', job.source]]),
    ...(job.folder === null ? [] : [[manifest ? 'Delivered to' : 'To be fetched into', job.folder]]),
    ...(job.status === 'complete' && !manifest ? [['Files, voices and cost', `fetch them: ${fetch}`]] : []),
    ...voicesIn(manifest?.languages ?? []),
    ...(usd === undefined ? [] : [['Cost', `$${usd.toFixed(4)}`]]),
    ['Changed', new Date(job.updatedAt ?? job.seenAt).toISOString()],
  ]
  const tasks = remoteLanguages(job).length === 0 ? '' : `\n${tasksOf(job)}`
  return `${factsOf(facts)}\n${tasks}`
}

function factsOf(facts: readonly (readonly string[])[]): string {
  return facts.map(([name, value]) => `${name?.padEnd(WIDTH)} ${printable(value ?? '')}`).join('\n')
}

function tasksOf({ tasks, message }: Pick<Job, 'tasks' | 'message'>): string {
  const rows = tasks.map((task) => {
    const { language, status, stage, progress } = task
    return [language, status, stage, `${Math.round(progress)} %`, task.message === message ? '' : task.message]
  })
  return table([['Language', 'State', 'Stage', 'Progress', ''], ...rows].map((row) => row.map(printable)))
}

const WIDTH = 'To be delivered to'.length

/** What there is to look over is there too, though it is no dub yet. */
function whereabouts(job: Job): string {
  if (job.status === 'complete') return 'Delivered to'
  return jobState(job) === FOR_REVIEW ? 'To look over' : 'To be delivered to'
}

function voicesIn(voices: Job['voices']): string[][] {
  return voices.flatMap(({ language, voices: cast }) => {
    const told = cast
      .map(({ speaker, voice }) => (cast.length === 1 ? voice : `speaker ${speaker} ${voice}`))
      .join(', ')
    return cast.length > 0 ? [[`Voices, ${language}`, told]] : []
  })
}

function providersIn({ transcriber, translator, synthesizers }: Job['request']): string {
  const told = [transcriber, translator, ...Object.values(synthesizers)].map(({ id, model }) => {
    return model === '' ? id : `${id} (${model})`
  })
  return [...new Set(told)].join(', ')
}

function costOf(costs: Job['costs']): string {
  const sum = (of: 'usd' | 'estimated') => costs.reduce((all, cost) => all + cost[of], 0)
  const parts = costs.filter(({ usd }) => usd > 0).map(({ language, usd }) => `${language} $${usd.toFixed(4)}`)
  const each = parts.length > 1 ? `: ${parts.join(', ')}` : ''
  return `$${sum('usd').toFixed(4)} so far, expected $${sum('estimated').toFixed(4)}${each}`
}
