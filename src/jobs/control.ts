import type { Budget } from '../pipeline/budget.ts'
import type { Until } from '../pipeline/events.ts'
import type { Stop } from '../pipeline/run.ts'
import type { EmitJob } from './events.ts'

/** How whoever started a job steers and watches it. */
export type Control = {
  /** Cuts calls off. */
  readonly signal: AbortSignal
  /** Finishes what is under way. */
  readonly stop: Stop
  readonly emit: EmitJob
  readonly limits: Limits
  /** What several jobs may spend together, instead of `limits.maxCost` for each. */
  readonly budget?: Budget | undefined
}

/** How far a run may go. None of it changes what is made, so it is no part of the request. */
export type Limits = {
  /** Where to stop for a person to look the work over. */
  readonly until: Until | undefined
  /** USD that this run may cost; Infinity for no bound. */
  readonly maxCost: number
  /** Hours after which it gives up. */
  readonly hours: number
}
