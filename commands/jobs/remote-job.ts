import { basename } from 'node:path'
import type { RemoteJob } from '../../src/ports/remote-jobs.ts'
import { printable } from '../terminal/streams.ts'

/** The state of a job at the service in a person's words. */
export function remoteState({ status, code }: Pick<RemoteJob, 'status' | 'code'>): string {
  switch (status) {
    case 'uploading':
      return 'uploading'
    case 'pending':
      return 'waiting'
    case 'processing':
    case 'generating':
    case 'finalizing':
      return 'running'
    case 'complete':
      return code === 'partial' ? 'partly done' : 'complete'
    case 'error':
      return code === 'interrupted' ? 'cancelled' : 'failed'
  }
}

/** A job at the service as a row of the list. */
export function remoteRow(job: RemoteJob): string[] {
  return [
    job.id,
    'service',
    job.source === null ? '' : printable(basename(job.source)),
    printable(job.tasks.map(({ language }) => language).join(', ')),
    remoteState(job),
    `${Math.round(job.progress)} %`,
    momentOf(job.updatedAt ?? job.seenAt),
  ]
}

/** To the minute, UTC. */
export function momentOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}

/** A job at the service as scripts read it. */
export function remoteJson(job: RemoteJob) {
  const { id, status, code, progress, message, source, folder, tasks, createdAt, updatedAt, seenAt } = job
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    id,
    where: 'service' as const,
    status,
    state: remoteState(job),
    progress,
    message,
    code,
    source,
    folder,
    languages: tasks,
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
    seen_at: iso(seenAt),
  }
}
