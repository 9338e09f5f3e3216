import { flushCompileCache } from 'node:module'
import { systemClock } from '../../src/clock.ts'
import type { FleetLog } from '../../src/jobs/fleet/parts.ts'
import type { Context, Run } from '../command.ts'
import { DONE, TERMINATED } from '../terminal/exit-codes.ts'
import { listenForStop } from '../terminal/listen-for-stop.ts'
import { seldomTrouble } from '../terminal/seldom-trouble.ts'

/** Works on jobs of the service until it is stopped. @returns the exit code. */
export const runWorker: Run = async (_args, { concurrency = 2 }: WorkerFlags, context) => {
  const { openWorker } = await import('../../src/service.ts')
  using signals = listenForStop(context.streams, 'Handing back what is under way')
  const told = seldomTrouble(logTo(context), systemClock.now)
  let isCompiled = false
  const log: FleetLog = (line) => {
    told(line)
    if (isCompiled || line.event !== 'task-ended') return
    isCompiled = true
    flushCompileCache()
  }
  await using opened = await openWorker(context.config, log)
  // Kept on the disk at once, and again when a task has loaded the rest: a worker that is killed would keep nothing, and
  // the one in its place need twice as long to start.
  flushCompileCache()
  log({ event: 'worker-started', worker: opened.name, concurrency })
  await opened.work({ concurrency, stop: signals.stop, cut: signals.cut })
  log({ event: 'worker-stopped', worker: opened.name })
  return signals.cut.aborted ? TERMINATED : DONE
}

type WorkerFlags = { readonly concurrency?: number }

/** One line for each event, with ids and codes: what is said in a recording is in none of them. */
function logTo({ streams, manner }: Pick<Context, 'streams' | 'manner'>): FleetLog {
  return (line) => {
    const at = new Date(systemClock.now()).toISOString()
    if (manner.json) return streams.out(`${JSON.stringify({ at, ...line })}\n`)
    if (manner.quiet && line.event !== 'trouble') return
    const { event, ...fields } = line
    const told = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    streams.err(`${[at, event, ...told].join(' ')}\n`)
  }
}
