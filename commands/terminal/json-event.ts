import type { FailureCode } from '../../src/failure.ts'
import type { JobEvent } from '../../src/jobs/events.ts'

/**
 * A line that `ytdub dub --json` writes to standard output. The last line is `job-finished`, with `error` before it where
 * there is nothing to deliver; where no job was begun, e.g. for want of the file, it is `error`.
 */
export type JsonEvent =
  | JobEvent
  | { readonly event: 'notice'; readonly message: string }
  | {
      readonly event: 'error'
      readonly code: FailureCode
      readonly message: string
      /** What to type or do next. */
      readonly hint?: string | undefined
    }

export function jsonLine(event: JsonEvent): string {
  return `${JSON.stringify(event)}\n`
}
