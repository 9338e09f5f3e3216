import type { Context } from '../command.ts'
import { barProgress } from './bar-progress.ts'
import { jsonProgress } from './json-progress.ts'
import { lineProgress } from './line-progress.ts'
import { logged } from './log-file.ts'
import type { Progress } from './progress.ts'

/** The one that fits: JSON lines for scripts, moving bars on a terminal, a line per change elsewhere. */
export function progressFor({ streams, manner }: Pick<Context, 'streams' | 'manner'>): Progress {
  const shown = shownProgress({ streams, manner })
  return manner.log ? logged(shown, manner.log) : shown
}

function shownProgress({ streams, manner }: Pick<Context, 'streams' | 'manner'>): Progress {
  if (manner.json) return jsonProgress(streams)
  if (manner.quiet) return { moving: false, notice: () => {}, show: () => {}, failed: () => false, end: () => {} }
  return streams.animated && !manner.verbose ? barProgress(streams) : lineProgress(streams, manner)
}
