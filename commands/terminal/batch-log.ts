import type { JobEvent } from '../../src/jobs/events.ts'
import type { BatchProgress } from './batch-progress.ts'
import { jobLog, type Log } from './log-file.ts'

/** The same progress of a batch, written down too: what its jobs tell, and how each file ended. Names of files are not. */
export function batchLogged(progress: BatchProgress, log: Pick<Log, 'write'>): BatchProgress {
  const jobs = new Map<string, (event: JobEvent) => void>()
  return {
    ...progress,
    show(event) {
      if (event.event === 'job') {
        const write = jobs.get(event.file) ?? jobLog(log)
        jobs.set(event.file, write)
        write(event.told)
      }
      if (event.event === 'file-finished') {
        const { job, status, seconds, usd, error } = event.outcome
        jobs.delete(event.file)
        log.write({ event: event.event, job, status, seconds, usd, ...(error && { code: error.code }) })
      }
      progress.show(event)
    },
  }
}
