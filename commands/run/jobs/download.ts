import { Failure } from '../../../src/failure.ts'
import type { Run } from '../../command.ts'
import { resumeCommand } from '../../terminal/resume-command.ts'
import { untilLeft } from '../../terminal/until-left.ts'
import { atJob } from './at-job.ts'
import { type FetchFlags, fetchJob } from './fetch-job.ts'

/** Fetches what a job at the service has delivered. @returns the exit code. */
export const runDownload: Run = async ([id = ''], options, context) => {
  const hint = `To go on: ${resumeCommand(id, options, 'ytdub jobs download')}`
  return untilLeft({ message: 'Stopped. What has arrived is kept.', hint }, context, async ({ signal }) =>
    atJob(id, context, {
      async here({ folder }) {
        throw new Failure('usage', `Job ${id} is worked on here: there is nothing to download.`, {
          hint: `Its files are in ${folder}`,
        })
      },
      there: (desk) => fetchJob(id, options as FetchFlags, { desk, signal, context }),
    }),
  )
}
