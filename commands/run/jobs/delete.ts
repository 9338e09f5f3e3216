import { Failure } from '../../../src/failure.ts'
import type { Context, Run } from '../../command.ts'
import { askYesNo } from '../../terminal/ask.ts'
import { DONE } from '../../terminal/exit-codes.ts'
import { listenToLeave } from '../../terminal/leaving.ts'
import { printable } from '../../terminal/styled.ts'
import { atJob } from './at-job.ts'

/** Deletes the record of a job, or a job at the service. @returns the exit code. */
export const runDelete: Run = async ([id = ''], options, context) => {
  const { streams, manner, config } = context
  using leaving = listenToLeave(streams)
  const isSure = (question: string) => options['yes'] === true || mayDelete(question, id, context)
  const deleted = await atJob(id, config, {
    async here(job, { jobs }) {
      if (job.held) throw isRunning(id)
      if (!(await isSure(`Delete what is written down of job ${id}? ${printable(job.folder)} stays.`))) return false
      if (await jobs.delete(id)) return true
      throw isRunning(id)
    },
    async there(desk) {
      const { api, jobs } = desk
      if (!(await isSure(`Delete job ${id} at the service, with its recording and all files there?`))) return false
      await api.delete(id, leaving.signal)
      await jobs.forget(id)
      return true
    },
  })
  if (manner.json) streams.out(`${JSON.stringify({ job: id, deleted })}\n`)
  else if (!manner.quiet) streams.err(deleted ? `Deleted job ${id}.\n` : 'Nothing was deleted.\n')
  return DONE
}

async function mayDelete(question: string, id: string, { streams, manner }: Context): Promise<boolean> {
  if (streams.interactive && !manner.json) return askYesNo(question)
  throw new Failure('usage', `Whether to delete job ${id} has to be asked, and nobody is there to answer.`, {
    hint: `To delete it without being asked: ytdub jobs delete ${id} --yes`,
  })
}

function isRunning(id: string): Failure {
  return new Failure('input', `Job ${id} is running.`, { hint: `Stop it before: ytdub jobs cancel ${id}` })
}
