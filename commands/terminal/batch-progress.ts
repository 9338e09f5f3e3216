import type { BatchEvent } from '../../src/jobs/batch/batch-events.ts'

/** Tells a person, or a script, how a batch goes on. */
export type BatchProgress = {
  /** Whether it draws over what it drew: whoever writes to the terminal past it is drawn over as well. */
  readonly moving: boolean
  readonly notice: (text: string) => void
  readonly show: (event: BatchEvent) => void
  /** Leaves the terminal tidy. May be called more than once. */
  readonly end: () => void
}
