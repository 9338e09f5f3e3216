import type { Clock } from '../../clock.ts'
import type { FleetJobs, FleetQueue, ObjectStore, ServiceJob } from '../../ports/service.ts'
import type { Shop } from '../shop.ts'

/** How far the fleet goes for one task. */
export type FleetLimits = {
  /** Hours after which a try gives up, whatever it waits for. */
  readonly hours: number
  /** USD that one try may cost; Infinity for no bound. */
  readonly maxCost: number
  /** Bytes that have to be free where unfinished files are kept. */
  readonly freeBytes: number
}

/** One line of a worker's log: ids, codes and durations, never what is said. */
export type FleetLog = (line: {
  readonly event: string
  readonly job?: string
  readonly language?: string
  readonly [field: string]: string | number | boolean | undefined
}) => void

/** All that the fleet's use-cases work with. */
export type FleetParts = {
  readonly fleet: FleetJobs
  readonly objects: ObjectStore
  readonly queue: FleetQueue
  /**
   * A shop whose memo and blobs are the job's owner's, and whose scratch is a folder of its own, made for this one try and
   * gone with it. Its `jobs` are not used.
   */
  readonly shopFor: (job: ServiceJob) => Promise<Omit<Shop, 'jobs'> & AsyncDisposable>
  readonly clock: Clock
  /** The name of this worker, one for each process. */
  readonly worker: string
  readonly limits: FleetLimits
  readonly log: FleetLog
}
