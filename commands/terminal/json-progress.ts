import type { JobEvent } from '../../src/jobs/events.ts'
import { jsonLine } from './json-event.ts'
import type { Progress } from './progress.ts'
import type { Streams } from './streams.ts'
import { tell } from './tell.ts'

/** One JSON event on a line of standard output, for scripts. */
export function jsonProgress(streams: Streams): Progress {
  let last: JobEvent | undefined
  return {
    moving: false,
    notice: (message) => streams.out(jsonLine({ event: 'notice', message })),
    show(event) {
      // Why there is nothing to deliver is told first: scripts read the last line for the outcome.
      if (event.event === 'job-finished' && event.status === 'error' && event.manifest === null) last = event
      else streams.out(jsonLine(event))
    },
    failed(failure, job) {
      tell(failure, { json: true }, streams)
      streams.out(jsonLine(last ?? { event: 'job-finished', job, status: 'error', manifest: null }))
      last = undefined
      return true
    },
    end() {
      // Nothing failed but languages, each of which has told so.
      if (last) streams.out(jsonLine(last))
      last = undefined
    },
  }
}
