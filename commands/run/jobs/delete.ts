import { Failure } from '../../../src/failure.ts'
import { statusOf } from '../../../src/remote/refusal.ts'
import type { Context, Run } from '../../command.ts'
import { askYesNo } from '../../terminal/ask.ts'
import { DONE } from '../../terminal/exit-codes.ts'
import { printable } from '../../terminal/styled.ts'
import { untilLeft } from '../../terminal/until-left.ts'
import { atJob } from './at-job.ts'

/** Deletes the record of a job, or a job at the service. @returns the exit code. */
export const runDelete: Run = async ([id = ''], options, context) => {
  const { streams, manner } = context
  const hint = `To go on: ytdub jobs delete ${id}`
  return untilLeft({ message: 'Stopped.', hint }, context, async ({ signal }) => {
    const isSure = async (question: string) => options['yes'] === true || mayDelete(question, { id, signal, context })
    const deleted = await deleteJob(id, isSure, { signal, context })
    if (manner.json) streams.out(`${JSON.stringify({ job: id, deleted })}\n`)
    else if (!manner.quiet) streams.err(deleted ? `Deleted job ${id}.\n` : 'Nothing was deleted.\n')
    return DONE
  })
}

type Around = { readonly signal: AbortSignal; readonly context: Context }
type IsSure = (question: string) => Promise<boolean>

/** @returns whether it was. */
async function deleteJob(id: string, isSure: IsSure, { signal, context }: Around): Promise<boolean> {
  return atJob(id, context, {
    async here(job, { jobs }) {
      if (job.held) throw isRunning(id)
      if (!(await isSure(`Delete what is written down of job ${id}? ${printable(job.folder)} stays.`))) return false
      if (await jobs.delete(id)) return true
      throw isRunning(id)
    },
    async there({ api, jobs }) {
      if (!(await isSure(`Delete job ${id} at the service, with its recording and all files there?`))) return false
      const known = await jobs.find(id)
      await api.delete(id, signal).catch((error: unknown) => {
        // One that was there: it is gone now, and only the answer that said so was lost.
        if (!(known && error instanceof Failure && statusOf(error) === 404)) throw error
      })
      await jobs.forget(id)
      return true
    },
  })
}

type Asked = Around & { readonly id: string }

async function mayDelete(question: string, { id, signal, context }: Asked): Promise<boolean> {
  const { streams, manner } = context
  if (streams.interactive && !manner.json) {
    return askYesNo(question, { stopped: 'Stopped. Nothing was deleted.', signal })
  }
  throw new Failure('usage', `Whether to delete job ${id} has to be asked, and nobody is there to answer.`, {
    hint: `To delete it without being asked: ytdub jobs delete ${id} --yes`,
  })
}

function isRunning(id: string): Failure {
  return new Failure('input', `Job ${id} is running.`, { hint: `Stop it before: ytdub jobs cancel ${id}` })
}
