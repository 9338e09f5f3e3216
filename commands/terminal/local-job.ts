import { basename } from 'node:path'
import type { Job } from '../../src/ports/jobs.ts'
import { jobState } from './job-state.ts'
import { momentOf } from './remote-job.ts'
import { printable } from './styled.ts'

/** A job that is worked on here as a row of the list. */
export function localRow(job: Job): string[] {
  return [
    job.id,
    'here',
    printable(basename(job.source)),
    job.request.languages.join(', '),
    jobState(job),
    `${Math.round(progressOf(job))} %`,
    momentOf(job.updatedAt),
  ]
}

/** A job is as far as its languages are, on average. */
function progressOf({ status, tasks }: Pick<Job, 'status' | 'tasks'>): number {
  if (status === 'complete' || tasks.length === 0) return 100
  return tasks.reduce((sum, { progress }) => sum + progress, 0) / tasks.length
}

/** The command that goes on with a job that has not come to its end; null where there is nothing to go on with, or it goes on already. */
export function resumeOf(job: Job): string | null {
  const isWhole = job.status === 'complete' && job.code === null
  return isWhole || job.held ? null : `ytdub jobs retry ${job.id}`
}

/** A job that is worked on here as scripts read it. */
export function localJson(job: Job) {
  const { id, status, message, code, source, background, folder, duration, tasks, costs, voices, request } = job
  return {
    id,
    where: 'here' as const,
    status,
    state: jobState(job),
    progress: progressOf(job),
    message,
    code,
    resume: resumeOf(job),
    source,
    background,
    folder,
    duration,
    engine: request.engine,
    languages: tasks,
    costs,
    max_cost: job.maxCost,
    voices,
    created_at: new Date(job.createdAt).toISOString(),
    updated_at: new Date(job.updatedAt).toISOString(),
  }
}
