import type { Stop } from '../pipeline/run.ts'
import type { EmitJob } from './events.ts'

/** How whoever started a job steers and watches it. */
export type Control = {
  /** Cuts calls off. */
  readonly signal: AbortSignal
  /** Finishes what is under way. */
  readonly stop: Stop
  readonly emit: EmitJob
}
