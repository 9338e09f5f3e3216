import type { FleetLog } from '../jobs/fleet/parts.ts'
import type { LogLine } from './parts.ts'

export type ServerOptions = {
  readonly port: number
  readonly host: string
  /** Whether language tasks are worked on here as well. */
  readonly withWorker: boolean
  /** Proxies in front, whose word on addresses is taken. */
  readonly proxies: number
  readonly log: (line: LogLine) => void
  /** Hears of the work that is done here as well, and of trouble that belongs to no request. */
  readonly workerLog: FleetLog
}

/** A service that listens. Disposed of, it lets go of everything at once. */
export type Server = AsyncDisposable & {
  readonly url: string
  /** Takes nothing new, ends streams, finishes what is under way; `cut` ends that too. */
  readonly drain: (cut: AbortSignal) => Promise<void>
}
