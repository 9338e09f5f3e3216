import { Failure } from '../../../src/failure.ts'
import type { Run } from '../../command.ts'
import { listenToLeave } from '../../terminal/leaving.ts'
import { atJob } from './at-job.ts'
import type { FetchFlags } from './fetch-job.ts'

/** Fetches what a job at the service has delivered. @returns the exit code. */
export const runDownload: Run = async ([id = ''], options, context) => {
  using leaving = listenToLeave(context.streams)
  return await atJob(id, context.config, {
    async here({ folder }) {
      throw new Failure('usage', `Job ${id} is worked on here: there is nothing to download.`, {
        hint: `Its files are in ${folder}`,
      })
    },
    async there(desk) {
      const { fetchJob } = await import('./fetch-job.ts') // Only now: help is to be quick.
      return fetchJob(id, options as FetchFlags, { desk, leaving, context })
    },
  })
}
