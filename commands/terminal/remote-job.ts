import { basename } from 'node:path'
import type { RemoteJob } from '../../src/ports/remote-jobs.ts'
import { printable } from './styled.ts'

/** The state of a job at the service in a person's words. */
export function remoteState({ status, code, uploadedAt }: Pick<RemoteJob, 'status' | 'code' | 'uploadedAt'>): string {
  switch (status) {
    case 'uploading':
      return uploadedAt === null ? 'uploading' : 'uploaded'
    case 'pending':
      return 'waiting'
    case 'processing':
    case 'generating':
    case 'finalizing':
      return 'running'
    case 'complete':
      return code === 'partial' ? 'partly done' : 'complete'
    case 'error':
      return code === 'cancelled' ? 'cancelled' : 'failed'
  }
}

/** A job at the service as a row of the list. */
export function remoteRow(job: RemoteJob): string[] {
  return [
    job.id,
    'service',
    job.source === null ? '' : printable(basename(job.source)),
    printable(remoteLanguages(job).join(', ')),
    remoteState(job),
    job.status === 'uploading' ? '' : `${Math.round(job.progress)} %`,
    momentOf(job.updatedAt ?? job.seenAt),
  ]
}

/** Into which languages it is dubbed; none as long as its tracks are uploaded: that is said when it is submitted. */
export function remoteLanguages({ status, tasks }: Pick<RemoteJob, 'status' | 'tasks'>): string[] {
  return status === 'uploading' ? [] : tasks.map(({ language }) => language)
}

/** To the minute, UTC. */
export function momentOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}

/** A job at the service as scripts read it. */
export function remoteJson(job: RemoteJob) {
  const { id, status, code, progress, message, source, folder, owner, createdAt, updatedAt, seenAt } = job
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
    owner,
    languages: status === 'uploading' ? [] : job.tasks,
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
    uploaded_at: iso(job.uploadedAt),
    seen_at: iso(seenAt),
  }
}
