import type { Records } from '../../../src/app.ts'
import { watchJob } from '../../../src/jobs/watch.ts'
import type { Job } from '../../../src/ports/jobs.ts'
import type { Context, Run } from '../../command.ts'
import { tellEnd } from '../../terminal/job-end.ts'
import { type Leaving, listenToLeave } from '../../terminal/leaving.ts'
import { progressFor } from '../../terminal/progress-for.ts'
import { tellLeft } from '../../terminal/tell-left.ts'
import { atJob } from './at-job.ts'

/** Follows a job until it ends. @returns its exit code. */
export const runWatch: Run = async ([id = ''], _options, context) => {
  using leaving = listenToLeave(context.streams)
  return await atJob(id, context, {
    here: (job, records) => watchHere(job, records, { leaving, context }),
    there: async (desk) => {
      const { watchAtService } = await import('./watch-at-service.ts')
      return await watchAtService(id, desk, { leaving, context })
    },
  })
}

type Around = { readonly leaving: Leaving; readonly context: Context }

async function watchHere(job: Job, { jobs }: Records, { leaving, context }: Around): Promise<number> {
  const progress = progressFor(context)
  try {
    const ended = await watchJob(job, { jobs }, { emit: progress.show, signal: leaving.signal })
    const { id, status, code, message, folder } = ended
    const resume = `ytdub jobs retry ${id}`
    const elsewhere = `Job ${id} is done: ${folder}`
    return await tellEnd({ id, status, code, message, folder, resume, elsewhere }, progress, context)
  } catch (error) {
    progress.end()
    return tellLeft(error, { message: `Job ${job.id} goes on.` }, { leaving, context })
  }
}
