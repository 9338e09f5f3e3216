import type { Clock } from '../clock.ts'
import type { FailureCode } from '../failure.ts'
import type { PlannedRequest, RequestWish } from '../jobs/plan-request.ts'
import type { CheckUpload } from '../jobs/service/check-upload.ts'
import type { Claims, FleetQueue, ObjectStore, UserJobs } from '../ports/service.ts'
import type { ApiLimits } from './limits.ts'

/** One line of the log: ids, codes and durations; never a token, and nothing that anybody says. */
export type LogLine = {
  readonly level: 'info' | 'error'
  readonly event: 'request' | 'failure'
  readonly request: string
  readonly method: string
  readonly route: string
  readonly status: number
  readonly ms: number
  readonly user?: string
  readonly code?: FailureCode
  /** What was thrown in the end, by name and code, and where. */
  readonly cause?: string
}

/** All that the API works with. */
export type ApiParts = {
  readonly version: string
  readonly clock: Clock
  /** @throws {Failure} `auth`, where the token is not good; `vendor`, where that cannot be known now. */
  readonly verify: (token: string) => Promise<Claims>
  readonly jobsOf: (claims: Claims) => UserJobs
  readonly objects: ObjectStore
  readonly queue: FleetQueue
  /** Calls `hear` whenever a job has news, until what is returned is called. All share one connection. */
  readonly follow: (job: string, hear: () => void) => () => void
  readonly checkUpload: CheckUpload
  readonly plan: (wish: RequestWish) => Promise<PlannedRequest>
  /** What has to work for work to be taken, by name; each throws where it does not. */
  readonly ready: { readonly [name: string]: (signal: AbortSignal) => Promise<void> }
  readonly limits: ApiLimits
  /** Web pages that may call the API. */
  readonly corsOrigins: readonly string[]
  readonly log: (line: LogLine) => void
  /** Aborted when the process is to stop: streams end, all else is answered to its end. */
  readonly closing: AbortSignal
}
