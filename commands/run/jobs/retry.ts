import { basename } from 'node:path'
import { Failure } from '../../../src/failure.ts'
import type { Job } from '../../../src/ports/jobs.ts'
import { limitsOf } from '../../../src/wish.ts'
import type { Context, Run } from '../../command.ts'
import { listenForInterrupt, tellStopped } from '../../terminal/interrupt.ts'
import { noteSize } from '../../terminal/size-note.ts'
import { spinning } from '../../terminal/spinner.ts'
import { printable } from '../../terminal/styled.ts'
import { tellPending } from '../../terminal/tell-pending.ts'
import { untilLeft } from '../../terminal/until-left.ts'
import { namedBy } from '../dub-wish.ts'
import type { ServiceDesk } from '../service-desk.ts'
import { atJob } from './at-job.ts'

/** Goes on with a job. @returns the exit code. */
export const runRetry: Run = async ([id = ''], options, context) => {
  const flags = options as Flags
  // The job is done after its records are closed: what it works with opens them itself.
  const found = await atJob(id, context, {
    here: async (job) => ({ job }),
    there: async (desk) => ({ code: await retryAtService(id, desk, { flags, context }) }),
  })
  return 'job' in found ? retryHere(found.job, flags, context) : found.code
}

type Flags = { readonly maxCost?: number; readonly maxHours?: number; readonly wait: boolean }

async function retryHere(job: Job, flags: Flags, context: Context): Promise<number> {
  if (!flags.wait) throw notHere(job.id)
  const resume = `ytdub jobs retry ${job.id}`
  using interrupt = listenForInterrupt(context.streams, resume)
  try {
    const [{ openApp }, jobs, { runJob }] = await Promise.all([
      import('../../../src/app.ts'),
      import('../../../src/jobs/retry.ts'),
      import('../job-run.ts'),
    ])
    const asked = namedBy(jobs.providersOf(job.request), context)
    await using app = await openApp(asked.config)
    const looking = `Looking at ${printable(basename(job.source))}`
    const { job: again, notice } = await spinning(looking, () => jobs.retry(job, app, interrupt.signal), context)
    const maxCost = flags.maxCost ?? job.maxCost ?? undefined
    const limits = limitsOf({ ...flags, maxCost }, context.config)
    const exitCode = await runJob(await app.jobs.submit(again), app, {
      context: asked,
      interrupt,
      limits,
      resume,
      notice,
    })
    await noteSize(app, context)
    return exitCode
  } catch (error) {
    return tellStopped(error, resume, { interrupt, context })
  }
}

function notHere(id: string): Failure {
  return new Failure('usage', `--no-wait is for jobs at the service; job ${id} is worked on here.`, {
    hint: 'Leave --no-wait out.',
  })
}

type Around = { readonly flags: Flags; readonly context: Context }

async function retryAtService(id: string, desk: ServiceDesk, { flags, context }: Around): Promise<number> {
  if (flags.maxCost !== undefined || flags.maxHours !== undefined) {
    throw new Failure('usage', '--max-cost and --max-hours are for jobs that are worked on here.', {
      hint: 'Leave them out: the service decides that.',
    })
  }
  const hint = `To see whether the service tries it again: ytdub jobs show ${id}`
  return untilLeft({ message: 'Stopped.', hint }, context, async (leaving) => {
    await desk.api.retry(id, leaving.signal)
    if (!flags.wait) {
      return tellPending(id, `The service tries it again. To wait for it: ytdub jobs watch ${id}`, context)
    }
    const { watchAtService } = await import('./watch-at-service.ts')
    return await watchAtService(id, desk, { leaving, context })
  })
}
