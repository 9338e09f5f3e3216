import type { RunEvent } from '../pipeline/events.ts'
import type { LanguageTask } from '../ports/jobs.ts'

/** All that a job tells whoever listens: renderers switch over it, `--json` writes it down. It holds no word of what is said. */
export type JobEvent =
  | RunEvent
  | {
      readonly event: 'job-started'
      readonly job: string
      readonly languages: readonly string[]
      readonly folder: string
    }
  /** Another process works on the same job; this one waits for it. */
  | { readonly event: 'job-waiting'; readonly job: string; readonly holder: string }
  /** Something that was kept turned out to be gone or damaged; it is worked out again. */
  | { readonly event: 'blob-lost'; readonly job: string; readonly digest: string }
  | ({ readonly event: 'task'; readonly job: string } & LanguageTask)
  | {
      readonly event: 'job-finished'
      readonly job: string
      /** `reviewable`: stopped where it was asked to, for a person to look it over. */
      readonly status: 'complete' | 'partial' | 'error' | 'reviewable'
      /** Absolute path; null where there was nothing to deliver. */
      readonly manifest: string | null
    }

export type EmitJob = (event: JobEvent) => void

export type { CallEstimate, Estimate, Until } from '../pipeline/events.ts'
