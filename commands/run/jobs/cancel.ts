import { Failure } from '../../../src/failure.ts'
import type { Run } from '../../command.ts'
import { DONE } from '../../terminal/exit-codes.ts'
import { jobState } from '../../terminal/job-state.ts'
import { remoteState } from '../../terminal/remote-job.ts'
import { untilLeft } from '../../terminal/until-left.ts'
import type { ServiceDesk } from '../service-desk.ts'
import { atJob } from './at-job.ts'

/** Stops a job, here or at the service. @returns the exit code. */
export const runCancel: Run = async ([id = ''], _options, context) => {
  const { streams, manner } = context
  const hint = `To see how the job is: ytdub jobs show ${id}`
  return untilLeft({ message: 'Stopped.', hint }, context, async ({ signal }) => {
    const told = await atJob(id, context, {
      async here(job, { jobs }) {
        if (await jobs.askToStop(id)) {
          return `Job ${id} stops as soon as what is under way is finished. What is done is kept.`
        }
        throw new Failure('input', `Nobody works on job ${id}: it is ${jobState(job)}.`, {
          hint: 'See all jobs: ytdub jobs',
        })
      },
      async there(desk) {
        await cancelAt(desk, id, signal)
        return `The service stops ${id} within seconds.`
      },
    })
    if (manner.json) streams.out(`${JSON.stringify({ job: id, cancelled: true })}\n`)
    else if (!manner.quiet) streams.err(`${told}\n`)
    return DONE
  })
}

/** @throws {Failure} `input`, where there is nothing to stop: how the job is in a person's words. */
async function cancelAt(desk: ServiceDesk, id: string, signal: AbortSignal): Promise<void> {
  try {
    await desk.api.cancel(id, signal)
  } catch (error) {
    const { statusOf } = await import('../../../src/remote/refusal.ts')
    if (!(error instanceof Failure) || statusOf(error) !== 409) throw error
    const { refreshJob } = await import('../../../src/remote/refresh-jobs.ts')
    const trouble = await refreshJob(id, desk)
    const job = await desk.jobs.find(id)
    if (trouble || !job) throw error
    throw new Failure('input', `Job ${id} has ended: it is ${remoteState(job)}.`, { hint: 'See all jobs: ytdub jobs' })
  }
}
