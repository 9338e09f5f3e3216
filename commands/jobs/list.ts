import { basename } from 'node:path'
import type { Job } from '../../src/ports/jobs.ts'
import type { Command } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { jobState } from '../terminal/job-state.ts'
import { printable } from '../terminal/streams.ts'
import { table } from '../terminal/table.ts'

export const list: Command = {
  define: (command) => command.addHelpText('after', '\nExample:\n  ytdub jobs\n  ytdub jobs list --json'),

  async run(_args, _options, { streams, manner, config }) {
    const { openRecords } = await import('../../src/app.ts')
    await using records = await openRecords(config)
    const jobs = await records.jobs.list()
    if (manner.json) streams.out(`${JSON.stringify({ jobs: jobs.map(asJson) })}\n`)
    else if (jobs.length > 0) streams.out(table([HEAD, ...jobs.map(rowOf)]))
    else if (!manner.quiet) streams.err('There are no jobs yet. Dub something: ytdub dub talk.mp3 --lang es\n')
    return DONE
  },
}

const HEAD = ['Job', 'File', 'Languages', 'State', 'Progress', 'Last changed (UTC)']

function rowOf(job: Job): string[] {
  const changed = new Date(job.updatedAt).toISOString().slice(0, 16).replace('T', ' ')
  const languages = job.request.languages.join(', ')
  return [
    job.id,
    printable(basename(job.source)),
    languages,
    jobState(job),
    `${Math.round(progressOf(job))} %`,
    changed,
  ]
}

/** A job is as far as its languages are, on average. */
export function progressOf({ status, tasks }: Pick<Job, 'status' | 'tasks'>): number {
  if (status === 'complete' || tasks.length === 0) return 100
  return tasks.reduce((sum, { progress }) => sum + progress, 0) / tasks.length
}

/** A job as scripts read it. */
export function asJson(job: Job) {
  const { id, status, message, code, source, folder, duration, tasks, costs, voices, request, createdAt, updatedAt } =
    job
  return {
    id,
    status,
    state: jobState(job),
    progress: progressOf(job),
    message,
    code,
    source,
    folder,
    duration,
    engine: request.engine,
    languages: tasks,
    costs,
    voices,
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
  }
}
