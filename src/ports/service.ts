import type { ManifestLanguage } from '../dub/manifest.ts'
import type { DubRequest } from '../dub/request.ts'
import type { FailureCode } from '../failure.ts'
import type { JobStatus, StageName, TaskStatus } from './jobs.ts'

/** Who is asking, as a checked token says: claims as they came, `sub` and `role` among them. */
export type Claims = { readonly sub: string; readonly role: string; readonly email?: string | undefined } & {
  readonly [claim: string]: unknown
}

/** A track that is uploaded: its object key, and the name that the person's file has. */
export type UploadedTrack = { readonly path: string; readonly name: string }

/** Why something of the service ended otherwise than well. */
export type ServiceCode = FailureCode | 'cancelled'

/** One language of a job, as the service has it. Times are ms since 1970. */
export type ServiceTask = {
  readonly id: string
  readonly language: string
  readonly status: TaskStatus
  readonly code: ServiceCode | null
  readonly stage: StageName
  /** 0 … 100. */
  readonly progress: number
  readonly message: string
  readonly heartbeatAt: number | null
  readonly startedAt: number | null
  readonly completedAt: number | null
}

export type ServiceJob = {
  /** `job_` and 12 hex digits. */
  readonly id: string
  readonly owner: string
  readonly status: JobStatus
  readonly code: ServiceCode | null
  readonly progress: number
  readonly message: string
  readonly voiceTrack: UploadedTrack
  readonly backgroundTrack: UploadedTrack | null
  readonly languages: readonly string[]
  /** What is to be dubbed; null until the job is submitted. Checked anew by whoever works on it. */
  readonly request: DubRequest | null
  /** Seconds; null until it is known. */
  readonly duration: number | null
  readonly cancelRequested: boolean
  readonly tasks: readonly ServiceTask[]
  readonly createdAt: number
  readonly updatedAt: number
  readonly completedAt: number | null
}

export type NewServiceJob = Pick<ServiceJob, 'id' | 'voiceTrack' | 'backgroundTrack' | 'languages'>

/** A file that was delivered. `path` is its object key; `file` the same within the job's folder, as `es/talk-es.srt`. */
export type ServiceArtifact = {
  readonly id: string
  readonly language: string | null
  readonly type: string
  readonly path: string
  readonly file: string
  readonly bytes: number
  readonly mime: string
  readonly checksum: string
  readonly createdAt: number
  readonly purgedAt: number | null
}
export type NewServiceArtifact = Pick<
  ServiceArtifact,
  'language' | 'type' | 'path' | 'file' | 'bytes' | 'mime' | 'checksum'
>

export type ServiceEvent = {
  readonly id: number
  readonly job: string
  readonly type: string
  readonly message: string
  readonly metadata: { readonly [name: string]: unknown }
  readonly createdAt: number
}
export type NewServiceEvent = Pick<ServiceEvent, 'job' | 'type' | 'message' | 'metadata'>

export type ServiceUser = {
  readonly id: string
  readonly email: string | null
  readonly createdAt: number
  /** Jobs that have not ended, and seconds submitted in the last 24 hours, for each language anew, also of jobs deleted since. */
  readonly activeJobs: number
  readonly secondsToday: number
}

/**
 * What stands against a user's having more than they have now, if anything. It is asked while nobody else can change what
 * that is, so that of two who would both be over together only one gets through.
 */
export type Against<No> = (user: ServiceUser) => No | undefined

/** What was tried again: languages, none where nothing failed or, `expired`, where the tracks are deleted or soon will be. */
export type RetriedTasks = { readonly languages: readonly string[]; readonly expired: boolean }

/**
 * What a user may see and do. Every question is asked as that user, in a transaction of its own with their role and claims,
 * so that row-level security answers: what is another's is not there. Nothing is written before that was asked.
 */
export interface UserJobs {
  me(): Promise<ServiceUser | undefined>
  /** @returns what stands against it; nothing was made then. */
  create<No = never>(job: NewServiceJob, against?: Against<No>): Promise<No | undefined>
  find(id: string): Promise<ServiceJob | undefined>
  /** Newest first. */
  list(page: { readonly limit: number; readonly offset: number }): Promise<{
    readonly jobs: readonly ServiceJob[]
    readonly total: number
  }>
  /** From uploading to pending, with a task for each language. @returns false where it was submitted before, or what stands against it. */
  submit<No = never>(
    id: string,
    asked: { readonly request: DubRequest; readonly duration: number },
    against?: Against<No>,
  ): Promise<boolean | No>
  /** @returns false where it has ended already. */
  requestCancel(id: string): Promise<boolean>
  /** Puts tasks that failed back to pending, and the job with them, unless it ended 47 hours ago or something stands against it. */
  retry<No = never>(id: string, against?: Against<No>): Promise<RetriedTasks | No>
  /** Deletes the job with all that hangs on it. @returns false where there is none. */
  remove(id: string): Promise<boolean>
  /** Those that are not purged. */
  artifacts(id: string): Promise<readonly ServiceArtifact[]>
  /** Events after the one with this id, oldest first. */
  events(id: string, after: number, limit: number): Promise<readonly ServiceEvent[]>
  /** What their own dubs left behind. */
  readonly leftovers: OwnLeftovers
}

/** How a task stands while it is worked on. */
export type TaskReport = Pick<ServiceTask, 'status' | 'stage' | 'progress' | 'message'>

/**
 * What dubs leave behind, so many of it at a time. Where objects are to be deleted, they are deleted first and then said to
 * be purged. Times are ms since 1970.
 */
export interface Leftovers {
  /** What `expired`, `forgetAnswers` and, after these, `oldBlobs` would come to. */
  count(at: number): Promise<Purgeable>
  /** Artifacts of jobs completed before, not purged yet. */
  expired(
    at: number,
    limit: number,
  ): Promise<readonly (Pick<ServiceArtifact, 'id' | 'path' | 'bytes'> & { readonly job: string })[]>
  purged(ids: readonly string[]): Promise<void>
  /** Ends jobs that have waited for their tracks since before. @returns how many. */
  giveUpUploads(at: number, limit: number): Promise<number>
  /** Jobs that ended before and whose tracks are not purged yet. From now on no blob leads to these. */
  oldTracks(at: number, limit: number): Promise<readonly { readonly job: string; readonly paths: readonly string[] }[]>
  tracksPurged(jobs: readonly string[]): Promise<void>
  /** Deletes events that were told before, of jobs that ended before. @returns how many. */
  forgetEvents(at: number, limit: number): Promise<number>
  /** Forgets answers that were last used before, and before any job that their owner has under way. @returns how many. */
  forgetAnswers(at: number, limit: number): Promise<number>
  /**
   * Blobs that no answer names and no job dubs that can still go on, last used before, and before any job that their owner
   * has under way.
   */
  oldBlobs(at: number, limit: number): Promise<readonly OldBlob[]>
  /** Those that were used again since `at` stay written down. */
  blobsPurged(blobs: readonly OldBlob[], at: number): Promise<void>
  /** Keys of objects, written before, that nothing names: what was uploaded for a job deleted meanwhile. In order, after this key. */
  strays(at: number, after: string, limit: number): Promise<readonly string[]>
}

/** What a user may let go of by themselves. */
export type OwnLeftovers = Pick<
  Leftovers,
  'count' | 'expired' | 'purged' | 'forgetAnswers' | 'oldBlobs' | 'blobsPurged'
>

/** Generated files with their bytes, how many jobs they belong to, unused answers, and blobs that these alone name. */
export type Purgeable = {
  readonly jobs: number
  readonly artifacts: number
  readonly bytes: number
  readonly answers: number
  readonly blobs: number
  readonly blobBytes: number
}

export type OldBlob = {
  readonly owner: string
  readonly digest: string
  readonly path: string
  readonly bytes: number
}

/** What the workers write. It is asked with the service's own rights. */
export interface FleetJobs extends Leftovers {
  find(id: string): Promise<ServiceJob | undefined>
  /** How the job stands from now on. A job that has ended stays as it is. */
  change(
    id: string,
    change: Partial<Pick<ServiceJob, 'status' | 'code' | 'progress' | 'message' | 'duration'>>,
  ): Promise<void>
  /** Takes a task for a worker, from another one too. @returns false where it has ended, or its job was cancelled, has ended or is gone. */
  begin(id: string, language: string, worker: string): Promise<boolean>
  /** Says that the worker is alive, and how far it is. @returns whether it should stop: cancelled, gone, or another's now. */
  beat(id: string, language: string, worker: string, report: TaskReport): Promise<{ readonly stop: boolean }>
  /** Which of these answers (keys of its owner's memo) were worked out for this job. */
  madeFor(id: string, keys: readonly string[]): Promise<readonly string[]>
  /** Adds to what a task has cost (USD). */
  charge(id: string, language: string, usd: number): Promise<void>
  /**
   * A task has ended, well where there is no code or it is `partial`. `again`: it failed, and will be tried again. With a
   * `worker`, only where it is still that worker's. The last task of a cancelled job ends the job too. Its artifacts are
   * written down with it or not at all; one that is there of the same name is replaced.
   */
  end(
    id: string,
    language: string,
    how: {
      readonly code: ServiceCode | null
      readonly message: string
      readonly outcome: ManifestLanguage | null
      readonly again?: boolean
      readonly worker?: string
      readonly artifacts?: readonly NewServiceArtifact[]
    },
  ): Promise<void>
  /** What the manifest says of each language that has ended. */
  outcomes(
    id: string,
  ): Promise<readonly { readonly language: string; readonly outcome: ManifestLanguage | null; readonly usd: number }[]>
  /**
   * The job has ended, as each of its tasks has. The artifacts of all languages are written down with it, as a task's are.
   * @returns false where it had ended before, or one of its tasks was begun anew meanwhile; nothing is written then.
   */
  settle(
    id: string,
    how: {
      readonly status: 'complete' | 'error'
      readonly code: ServiceCode | null
      readonly message: string
      readonly artifacts?: readonly NewServiceArtifact[]
    },
  ): Promise<boolean>
  tell(event: NewServiceEvent): Promise<void>
  /** Tasks that are worked on and of which nothing was heard since then (ms since 1970). */
  silentSince(at: number): Promise<readonly { readonly job: string; readonly language: string }[]>
  /** Jobs that were submitted, have not ended, and were not written to since then (ms since 1970). */
  untouchedSince(at: number): Promise<readonly string[]>
}

/** Tells whoever follows a job that it has news. */
export interface JobBell {
  /**
   * Calls `look` whenever the job has new events, and where some may have been missed; what they are is to be asked for.
   * @returns what ends it.
   */
  on(job: string, look: () => void): () => void
}

/** Where tracks and artifacts lie. Paths are object keys within the one bucket. */
export interface ObjectStore {
  /** A URL that one PUT of the file's bytes is taken at, with the token that a resumable upload needs. Lives an hour or more. */
  uploadUrl(path: string): Promise<{ readonly url: string; readonly token: string }>
  /** A URL to read from, for so many seconds; `downloadAs` makes browsers save it under that name. */
  downloadUrl(path: string, seconds: number, downloadAs?: string): Promise<string>
  /** The same for many, in their order; undefined for objects that are not there. */
  downloadUrls(
    files: readonly { readonly path: string; readonly downloadAs: string }[],
    seconds: number,
  ): Promise<readonly (string | undefined)[]>
  /** @returns undefined where there is no such object. */
  info(path: string): Promise<{ readonly bytes: number; readonly type: string | null } | undefined>
  /** Streams an object into a file. @throws {Failure} `lost` where it is not there; `input` where it is larger than `most` bytes. */
  download(path: string, to: string, options: { readonly signal: AbortSignal; readonly most?: number }): Promise<void>
  /** Puts a file there; one that is there is replaced. */
  upload(path: string, from: string, options: { readonly type: string; readonly signal: AbortSignal }): Promise<void>
  /** Those that are not there do not matter. */
  remove(paths: readonly string[]): Promise<void>
  /** Whether it answers. @throws {Failure} where it does not. */
  ready(signal: AbortSignal): Promise<void>
}

/** The kinds of work that the fleet does. */
export type FleetWork =
  | { readonly kind: 'prepare'; readonly job: string }
  | { readonly kind: 'language'; readonly job: string; readonly language: string }
  | { readonly kind: 'finish'; readonly job: string }

/** Hands out work; what it carries is ids only. Owners take turns: who has much waiting keeps nobody else waiting for all of it. */
export interface FleetQueue {
  /** Work that is waiting or under way already is not added twice. */
  add(work: readonly FleetWork[]): Promise<void>
  /** Takes what is waiting away, and tells what is under way to stop. */
  cancel(job: string): Promise<void>
}
