import type { FleetWork } from './service.ts'

/** How one try at a piece of work stands. */
export type Attempt = {
  /** Asks to stop: what is under way is finished and kept, nothing new is begun. */
  readonly stop: { readonly requested: boolean }
  /** Cuts off: the work is no longer this worker's, or there is no time left. */
  readonly signal: AbortSignal
  /** Whether the work is still this worker's. */
  readonly held: () => boolean
  /** Whether it is not tried again after this. */
  readonly last: boolean
}

/**
 * How a try ended. `done`: nothing is left to do. `again`: it failed and may go better later, here or elsewhere. `dead`: it
 * failed and will each time. `back`: it was stopped half-way and counts as no try at all.
 */
export type Settled = 'done' | 'again' | 'dead' | 'back'

/** What is done regularly, by one worker at a time however many there are. */
export type Sweep = 'retention' | 'stuck'

/** What a worker does with what it is handed. */
export type FleetHandlers = {
  work(work: FleetWork, attempt: Attempt): Promise<Settled>
  /** What was given up: it failed for good, or each of its workers died of it. */
  dead(work: FleetWork): Promise<void>
  sweep(sweep: Sweep, stop: AbortSignal): Promise<void>
}

/** How a worker is run. */
export type WorkOptions = {
  /** Languages at a time; beside them there is one preparation and one finish. */
  readonly concurrency: number
  /** Takes nothing new, and asks what is under way to stop. */
  readonly stop: AbortSignal
  /** Cuts off what is under way. */
  readonly cut: AbortSignal
}

/** Takes work from the queue. */
export interface FleetWorker {
  /**
   * Works until it is told to stop. Comes back when nothing is under way any more, and what was handed back is in the queue again.
   * @throws {Failure} `vendor`, where the queue cannot be reached when it begins.
   */
  work(handlers: FleetHandlers, options: WorkOptions): Promise<void>
}
