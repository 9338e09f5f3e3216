import type { Failure } from '../../src/failure.ts'
import type { JobEvent } from '../../src/jobs/events.ts'

/** Tells a person, or a script, how a job goes on. */
export type Progress = {
  /** Whether it draws over what it drew: whoever writes to the terminal past it is drawn over as well. */
  readonly moving: boolean
  readonly notice: (text: string) => void
  readonly show: (event: JobEvent) => void
  /** @returns whether it has told why the job failed: else that is still to be told. */
  readonly failed: (failure: Failure, job: string) => boolean
  /** Leaves the terminal tidy. May be called more than once. */
  readonly end: () => void
}
