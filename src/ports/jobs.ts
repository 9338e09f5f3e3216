import type { ManifestLanguage } from '../dub/manifest.ts'
import type { DubRequest } from '../dub/request.ts'
import type { FailureCode } from '../failure.ts'

export const JOB_STATES = [
  'uploading',
  'pending',
  'processing',
  'generating',
  'finalizing',
  'complete',
  'error',
] as const
export type JobStatus = (typeof JOB_STATES)[number]
export type TaskStatus = Exclude<JobStatus, 'uploading'>

export const STAGES = ['queued', 'stt', 'translating', 'dubbing', 'mixing', 'exporting', 'complete'] as const
export type StageName = (typeof STAGES)[number]

export type LanguageTask = {
  readonly language: string
  readonly status: TaskStatus
  readonly stage: StageName
  /** 0 … 100. */
  readonly progress: number
  readonly message: string
}

/** What a language has cost so far, over all runs, and the most that a run was expected to cost when it began; USD. */
export type LanguageCost = { readonly language: string; readonly usd: number; readonly estimated: number }

/** In whose voice each speaker (from 1) is heard in a language; nobody's until the job has ended once. */
export type LanguageVoices = Pick<ManifestLanguage, 'language' | 'voices'>

/** Who works on a job, and until when they hold it if nothing more is heard of them (ms since 1970). */
export type Lease = { readonly holder: string; readonly until: number }

export type Job = {
  /** `job_` and 12 hex digits. */
  readonly id: string
  readonly status: JobStatus
  readonly progress: number
  readonly message: string
  /** Where it ended in failure, its code. A job that some languages of failed is complete with code `partial`. */
  readonly code: FailureCode | null
  readonly request: DubRequest
  /** Absolute path of the voice track, as it was given. */
  readonly source: string
  /** Absolute path of the background track; null where there is none, or nobody wrote it down. */
  readonly background: string | null
  /** USD that its last run was allowed to cost; null for no bound. */
  readonly maxCost: number | null
  /** Absolute path of the folder that it is delivered to. */
  readonly folder: string
  /** Seconds; null until it has been listened to. */
  readonly duration: number | null
  readonly tasks: readonly LanguageTask[]
  readonly costs: readonly LanguageCost[]
  readonly voices: readonly LanguageVoices[]
  readonly lease: Lease | null
  /** Whether the lease is still good: somebody works on it. */
  readonly held: boolean
  readonly createdAt: number
  readonly updatedAt: number
}

export type NewJob = Pick<Job, 'id' | 'request' | 'source' | 'folder'> & Partial<Pick<Job, 'background'>>

/** One step of a run, as the diary has it. */
export type StepNote = {
  readonly stage: string
  readonly key: string
  readonly outcome: 'made' | 'recalled'
  readonly language: string | null
  readonly line: number | null
  /** When it was done (ms since 1970), and how long it took where it was worked out; steps are written down later, many at a time. */
  readonly at?: number
  readonly ms?: number
}

/** A run of a job in the diary: that it began, one of its steps, or how it ended. Ids and digests only. */
export type JobNote = {
  /** Counts from 1; earlier runs may have been torn out. */
  readonly run: number
  /** ms since 1970. */
  readonly at: number
} & (
  | { readonly type: 'run-started' }
  | ({ readonly type: 'step' } & StepNote)
  | { readonly type: 'run-ended'; readonly status: JobStatus; readonly code: FailureCode | null }
)

/** Knows what was asked for, and how it ended. */
export interface JobStore {
  /** Writes the job down, or, where it is known already, what is asked of it now. */
  submit(job: NewJob): Promise<Job>
  find(id: string): Promise<Job | undefined>
  /** Newest first; with a folder, those that deliver there. */
  list(folder?: string): Promise<readonly Job[]>
  /** Takes the job for `lease.holder`. @returns false where somebody else holds it and is alive. */
  claim(id: string, lease: Lease): Promise<boolean>
  /** Holds it longer. @returns false where it is no longer ours. */
  renew(id: string, lease: Lease): Promise<boolean>
  update(id: string, change: Partial<Pick<Job, 'status' | 'progress' | 'message' | 'duration'>>): Promise<void>
  /** Writes down what the run that begins may cost. */
  bound(id: string, maxCost: Job['maxCost']): Promise<void>
  updateTask(id: string, task: LanguageTask): Promise<void>
  /** Adds to what languages have cost; an estimate counts where it is higher than those before. */
  charge(id: string, costs: readonly LanguageCost[]): Promise<void>
  /** Says how it ended, and lets go of it. */
  settle(
    id: string,
    end: Pick<Job, 'status' | 'message' | 'code'> & { readonly languages: readonly ManifestLanguage[] },
  ): Promise<void>
  /** Lets go of a job that goes on later. */
  release(id: string, message: string): Promise<void>
  /** Begins a new page of the diary; pages before the last few are torn out. */
  beginDiary(id: string): Promise<void>
  note(id: string, steps: readonly StepNote[]): Promise<void>
  /** The steps of the job's last run, in order. */
  diary(id: string): Promise<readonly StepNote[]>
  /** All that the diary still holds of the job's runs, in order. */
  events(id: string): Promise<readonly JobNote[]>
  /** Asks whoever holds the job to stop in good order. @returns false where nobody does. */
  askToStop(id: string): Promise<boolean>
  /** Whether its holder is asked to stop. Whoever takes the job next is not. */
  isAskedToStop(id: string): Promise<boolean>
  /** Deletes what is written down of a job, its diary too. @returns false where somebody works on it, or there is none. */
  delete(id: string): Promise<boolean>
}
