import type { FailureCode } from '../../src/failure.ts'
import type { JobEvent } from '../../src/jobs/events.ts'

/**
 * A line that `ytdub dub --json` writes to standard output. The last line is `job-finished`, with `error` before it where
 * there is nothing to deliver; where no job was begun, e.g. for want of the file, it is `error`.
 */
export type JsonEvent =
  | JobEvent
  | { readonly event: 'notice'; readonly message: string }
  | ({ readonly event: 'upload-progress'; readonly file: string } & Pace)
  | ({ readonly event: 'download-progress'; readonly files: number; readonly total_files: number } & Pace)
  /** A job that the service has taken, and that is not waited for. */
  | { readonly event: 'job-finished'; readonly job: string; readonly status: 'pending'; readonly manifest: null }
  | {
      readonly event: 'error'
      readonly code: FailureCode
      readonly message: string
      /** What to type or do next. */
      readonly hint?: string | undefined
    }

type Pace = {
  readonly bytes: number
  readonly total: number
  /** Null until they can be told. */
  readonly bytes_per_second: number | null
  readonly seconds_left: number | null
}

export function jsonLine(event: JsonEvent): string {
  return `${JSON.stringify(event)}\n`
}
