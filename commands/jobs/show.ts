import { Failure } from '../../src/failure.ts'
import { FOR_REVIEW } from '../../src/jobs/for-review.ts'
import type { Reason } from '../../src/jobs/why.ts'
import type { Job } from '../../src/ports/jobs.ts'
import type { RemoteJob } from '../../src/ports/remote-jobs.ts'
import type { Command, Context } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { jobState } from '../terminal/job-state.ts'
import { printable } from '../terminal/streams.ts'
import { table } from '../terminal/table.ts'
import { asJson } from './list.ts'
import { momentOf, remoteJson, remoteState } from './remote-job.ts'

export const show: Command = {
  define: (command) =>
    command
      .argument('<job>', 'the job’s id')
      .option('--why', 'show each step of the last run: its input, and what of it was new')
      .addHelpText('after', '\nExample:\n  ytdub jobs show job_0123456789ab --why'),

  async run([id = ''], options, { streams, manner, config }) {
    const [{ openRecords }, { why }] = await Promise.all([import('../../src/app.ts'), import('../../src/jobs/why.ts')])
    await using records = await openRecords(config)
    const job = await records.jobs.find(id)
    if (!job && config.apiUrl !== undefined && (await showRemote(id, { streams, manner, config }))) return DONE
    if (!job) throw new Failure('usage', `There is no job ${JSON.stringify(id)}.`, { hint: 'See them all: ytdub jobs' })
    const reasons = options['why'] === true ? await why(id, records) : undefined
    if (manner.json) streams.out(`${JSON.stringify({ ...asJson(job), ...(reasons && { steps: reasons }) })}\n`)
    else streams.out(describe(job) + (reasons ? `\n${explain(reasons, manner.verbose)}` : ''))
    return DONE
  },
}

/** @returns whether the service has, or had when it was last asked, such a job. */
async function showRemote(id: string, { streams, manner, config }: Context): Promise<boolean> {
  const [{ openServiceDesk }, { refreshJob }] = await Promise.all([
    import('../service-desk.ts'),
    import('../../src/remote/refresh-jobs.ts'),
  ])
  await using desk = await openServiceDesk(config)
  const trouble = await refreshJob(id, desk)
  const job = await desk.jobs.find(id)
  if (!job) return false
  if (manner.json) streams.out(`${JSON.stringify(remoteJson(job))}\n`)
  else streams.out(describeRemote(job, trouble))
  return true
}

function describeRemote(job: RemoteJob, trouble: Failure | undefined): string {
  const state = remoteState(job)
  const facts = [
    ['Job', job.id],
    ['Where', trouble ? `the service, as of ${momentOf(job.seenAt)} UTC: ${trouble.message}` : 'the service'],
    ['State', job.message === '' || job.message === state ? state : `${state}: ${job.message}`],
    ...(job.source === null ? [] : [['Recording', job.source]]),
    ...(job.folder === null ? [] : [['To be fetched into', job.folder]]),
    ['Changed', new Date(job.updatedAt ?? job.seenAt).toISOString()],
  ]
  return `${factsOf(facts)}\n\n${tasksOf(job)}`
}

function describe(job: Job): string {
  const { id, source, folder, request, message, duration } = job
  const facts = [
    ['Job', id],
    ['State', ['', jobState(job)].includes(message) ? jobState(job) : `${jobState(job)}: ${message}`],
    ['Recording', duration === null ? source : `${source} (${duration.toFixed(1)} s)`],
    [whereabouts(job), folder],
    ['Engine', `${request.engine}: ${providersOf(request)}`],
    ...voicesOf(job),
    ['Cost', costOf(job.costs)],
    ['Changed', new Date(job.updatedAt).toISOString()],
  ]
  return `${factsOf(facts)}\n\n${tasksOf(job)}`
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

function voicesOf({ voices }: Job): string[][] {
  return voices.flatMap(({ language, voices: cast }) => {
    const told = cast
      .map(({ speaker, voice }) => (cast.length === 1 ? voice : `speaker ${speaker} ${voice}`))
      .join(', ')
    return cast.length > 0 ? [[`Voices, ${language}`, told]] : []
  })
}

function providersOf({ transcriber, translator, synthesizers }: Job['request']): string {
  const ids = [transcriber, translator, ...Object.values(synthesizers)].map(({ id, model }) => `${id} (${model})`)
  return [...new Set(ids)].join(', ')
}

function costOf(costs: Job['costs']): string {
  const sum = (of: 'usd' | 'estimated') => costs.reduce((all, cost) => all + cost[of], 0)
  const parts = costs.filter(({ usd }) => usd > 0).map(({ language, usd }) => `${language} $${usd.toFixed(4)}`)
  const each = parts.length > 1 ? `: ${parts.join(', ')}` : ''
  return `$${sum('usd').toFixed(4)} so far, expected $${sum('estimated').toFixed(4)}${each}`
}

/** A row for each step; with `all`, its whole input. */
function explain(reasons: readonly Reason[], all: boolean): string {
  const rows = reasons.map((reason) => {
    const { stage, language, line, outcome, key } = reason
    return [stage, language ?? '', line === null ? '' : String(line), outcome, key.slice(0, 12), newParts(reason)]
  })
  const head = ['Step', 'Language', 'Line', 'Outcome', 'Key', 'New in its input']
  const steps = table([head, ...rows].map((row) => row.map(printable)))
  if (!all) return `${steps}\nEach step's whole input: add --verbose or --json.\n`
  const inputs = reasons.map(({ key, input }) => `${key.slice(0, 12)} ${printable(JSON.stringify(input ?? null))}\n`)
  return `${steps}\n${inputs.join('')}`
}

/** How many paths are named before the rest is counted. */
const NAMED = 4

function newParts({ outcome, first, fresh }: Reason): string {
  if (outcome === 'recalled') return ''
  if (first) return 'all of it: the first question of its kind'
  if (fresh.length === 0) return 'nothing: its answer had been lost'
  const more = fresh.length > NAMED ? ` and ${fresh.length - NAMED} more` : ''
  return fresh.slice(0, NAMED).join(', ') + more
}
