import type { Context } from '../command.ts'
import { batchBars } from './batch-bars.ts'
import { batchJson } from './batch-json.ts'
import { batchLines } from './batch-lines.ts'
import { batchLogged } from './batch-log.ts'
import type { BatchProgress } from './batch-progress.ts'

/** The one that fits, as for a single dub. */
export function batchProgressFor({ streams, manner }: Pick<Context, 'streams' | 'manner'>): BatchProgress {
  const shown = shownProgress({ streams, manner })
  return manner.log ? batchLogged(shown, manner.log) : shown
}

function shownProgress({ streams, manner }: Pick<Context, 'streams' | 'manner'>): BatchProgress {
  if (manner.json) return batchJson(streams)
  if (manner.quiet) return { moving: false, notice: () => {}, show: () => {}, end: () => {} }
  return streams.animated && !manner.verbose ? batchBars(streams) : batchLines(streams, manner)
}
