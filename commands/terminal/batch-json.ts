import type { Summary, SummaryFile } from '../../src/dub/summary.ts'
import type { FailureCode } from '../../src/failure.ts'
import type { BatchEvent } from '../../src/jobs/batch/batch-events.ts'
import type { JobEvent } from '../../src/jobs/events.ts'
import type { BatchProgress } from './batch-progress.ts'
import type { Streams } from './streams.ts'

/**
 * A line that `ytdub batch --json` writes to standard output. What a file's job tells carries the file. The last line is
 * `batch-finished`, with `error` before it where the batch was stopped, could not go on, or its summary could not be
 * written; where nothing was begun it is `error`.
 */
export type BatchJsonEvent =
  | Exclude<BatchEvent, { event: 'job' | 'file-finished' }>
  | (JobEvent & { readonly file: string })
  | ({ readonly event: 'file-finished' } & SummaryFile)
  | {
      readonly event: 'error'
      readonly code: FailureCode
      readonly message: string
      readonly hint?: string | undefined
    }
  | {
      readonly event: 'batch-finished'
      readonly status: Summary['status']
      readonly totals: Summary['totals']
      /** Absolute path; null where it could not be written. */
      readonly summary: string | null
    }

/** One JSON event on a line of standard output, for scripts. */
export function batchJson({ out }: Pick<Streams, 'out'>): BatchProgress {
  const write = (event: BatchJsonEvent) => out(batchJsonLine(event))
  return {
    moving: false,
    notice: (message) => write({ event: 'notice', message }),
    show(event) {
      if (event.event === 'job') write({ ...event.told, file: event.file })
      else if (event.event === 'file-finished') write({ event: 'file-finished', ...event.outcome })
      else write(event)
    },
    end: () => {},
  }
}

export function batchJsonLine(event: BatchJsonEvent): string {
  return `${JSON.stringify(event)}\n`
}
