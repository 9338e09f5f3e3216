import type { JobStatus, LanguageTask } from './jobs.ts'

/** A job at a service, as it was when this machine last heard of it. Times are ms since 1970. */
export type RemoteJob = {
  /** `job_` and 12 hex digits. */
  readonly id: string
  readonly status: JobStatus
  /** Where it failed, the failure's code as the service says it. */
  readonly code: string | null
  /** 0 … 100. */
  readonly progress: number
  readonly message: string
  readonly tasks: readonly LanguageTask[]
  /** Absolute paths of the voice track and of the folder that it is delivered to; null where it was not asked for here. */
  readonly source: string | null
  readonly folder: string | null
  readonly createdAt: number | null
  readonly updatedAt: number | null
  /** When the service last said so. */
  readonly seenAt: number
  /** Whose it is, as their session called them then; null where that is not known. */
  readonly owner: string | null
  /** When all of its tracks were uploaded from here; null where they were not, or nobody wrote it down. */
  readonly uploadedAt: number | null
}

/** What the service says of a job. */
export type HeardJob = Omit<RemoteJob, 'source' | 'folder' | 'seenAt' | 'owner' | 'uploadedAt'>

/** Remembers what is known of jobs at one service, so that they are seen and gone on with without asking it. */
export interface RemoteJobs {
  /** Writes down which job was begun for a wish. One that there was for the same wish is no longer that. */
  begin(wish: string, job: Pick<RemoteJob, 'id' | 'source' | 'folder'>): Promise<void>
  /** The job that was begun for a wish. */
  forWish(wish: string): Promise<RemoteJob | undefined>
  /** Writes down that all tracks of a job are uploaded. */
  uploaded(id: string): Promise<void>
  /** Writes down how jobs stand now. */
  heard(jobs: readonly HeardJob[]): Promise<void>
  /** Of who is signed in, forgets those that were last heard of before (ms since 1970): the service has them no more. */
  forgetUnheard(before: number): Promise<void>
  forget(id: string): Promise<void>
  /** The newest first. */
  list(): Promise<readonly RemoteJob[]>
  find(id: string): Promise<RemoteJob | undefined>
}
