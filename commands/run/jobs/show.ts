import type { Records } from '../../../src/app.ts'
import { Failure } from '../../../src/failure.ts'
import type { Job } from '../../../src/ports/jobs.ts'
import type { Context, Run } from '../../command.ts'
import { DONE } from '../../terminal/exit-codes.ts'
import { describeLocal, describeRemote } from '../../terminal/job-description.ts'
import { localJson } from '../../terminal/local-job.ts'
import { remoteJson } from '../../terminal/remote-job.ts'
import type { ServiceDesk } from '../service-desk.ts'
import { atJob, noSuchJob } from './at-job.ts'

/** Shows one job. @returns the exit code. */
export const runShow: Run = async ([id = ''], options, context) => {
  const asked = { why: options['why'] === true, events: options['events'] === true }
  return atJob(id, context, {
    here: (job, records) => showHere(job, records, { asked, context }),
    there: (desk) => showThere(id, desk, { asked, context }),
  })
}

type Around = { readonly asked: { readonly why: boolean; readonly events: boolean }; readonly context: Context }

async function showHere(job: Job, records: Records, { asked, context }: Around): Promise<number> {
  const { streams, manner } = context
  const [{ why }, { diaryTable, explain, noteJson }] = await Promise.all([
    import('../../../src/jobs/why.ts'),
    import('../../terminal/job-steps.ts'),
  ])
  const reasons = asked.why ? await why(job.id, records) : undefined
  const notes = asked.events ? await records.jobs.events(job.id) : undefined
  if (manner.json) {
    const more = { ...(reasons && { steps: reasons }), ...(notes && { events: notes.map(noteJson) }) }
    streams.out(`${JSON.stringify({ ...localJson(job), ...more })}\n`)
    return DONE
  }
  const parts = [reasons && explain(reasons, manner.verbose), notes && diaryTable(notes)]
  streams.out([describeLocal(job), ...parts.filter((part) => part !== undefined)].join('\n'))
  return DONE
}

async function showThere(id: string, desk: ServiceDesk, { asked, context }: Around): Promise<number> {
  const { streams, manner } = context
  const [{ refreshJob }, { manifestOf }] = await Promise.all([
    import('../../../src/remote/refresh-jobs.ts'),
    import('../../terminal/job-end.ts'),
  ])
  const trouble = await refreshJob(id, desk)
  const job = await desk.jobs.find(id)
  if (!job) throw noSuchJob(id)
  if (asked.why || asked.events) throw keptThere(id, asked.why ? '--why' : '--events')
  const manifest = job.folder === null ? undefined : await manifestOf(id, job.folder)
  if (manner.json) {
    const about = manifest?.languages.map(({ language, voices, usage }) => ({ language, voices, usd: usage.total_usd }))
    streams.out(`${JSON.stringify({ ...remoteJson(job), delivered: about ?? null })}\n`)
  } else streams.out(describeRemote(job, manifest, trouble))
  return DONE
}

function keptThere(id: string, flag: string): Failure {
  return new Failure('usage', `The steps of job ${id} are the service's, and are not told.`, {
    hint: `Leave ${flag} out.`,
  })
}
