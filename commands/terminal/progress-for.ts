import type { JobEvent } from '../../src/jobs/events.ts'
import type { Context } from '../command.ts'
import { barProgress } from './bar-progress.ts'
import { lineProgress } from './line-progress.ts'
import type { Progress } from './progress.ts'

/** The one that fits: JSON lines for scripts, moving bars on a terminal, a line per change elsewhere. */
export function progressFor({ streams, manner }: Pick<Context, 'streams' | 'manner'>): Progress {
  if (manner.json) {
    const show = (event: JobEvent) => streams.out(`${JSON.stringify(event)}\n`)
    return {
      notice: (message) => streams.out(`${JSON.stringify({ event: 'notice', message })}\n`),
      show,
      end: () => {},
    }
  }
  if (manner.quiet) return { notice: () => {}, show: () => {}, end: () => {} }
  return streams.animated && !manner.verbose ? barProgress(streams) : lineProgress(streams, manner)
}
