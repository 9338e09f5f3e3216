import type { ServiceLimits } from '../jobs/service/quota.ts'

/** A bucket: it holds so many tokens, and that many flow in again each minute. */
export type Rate = { readonly aMinute: number; readonly atOnce: number }

export type ApiLimits = ServiceLimits & {
  /** Bytes of a question's body. */
  readonly bodyBytes: number
  readonly user: Rate
  readonly address: Rate
  /** Proxies in front: the address is that many places from the end of X-Forwarded-For. With 0 it is the socket's. */
  readonly proxies: number
  /** Event streams of one user at once. */
  readonly streams: number
  /** Seconds after which a silent stream says that it lives, and looks whether the job has ended. */
  readonly heartbeat: number
  /** Seconds that a client may take to read one event. */
  readonly patience: number
  /** Seconds that a download URL lives; seven days at most. */
  readonly downloadSeconds: number
}

const GIB = 2 ** 30

export const USUAL_LIMITS: ApiLimits = {
  trackBytes: 5 * GIB,
  trackSeconds: 4 * 3600,
  activeJobs: 20,
  secondsADay: 24 * 3600,
  bodyBytes: 2_000_000,
  user: { aMinute: 300, atOnce: 100 },
  address: { aMinute: 1200, atOnce: 400 },
  proxies: 0,
  streams: 20,
  heartbeat: 15,
  patience: 30,
  downloadSeconds: 3600,
}
