import type { JobEvent } from '../../src/jobs/events.ts'

/** Tells a person, or a script, how a job goes on. */
export type Progress = {
  readonly notice: (text: string) => void
  readonly show: (event: JobEvent) => void
  /** Leaves the terminal tidy. May be called more than once. */
  readonly end: () => void
}
