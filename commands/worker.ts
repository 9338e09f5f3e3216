import { systemClock } from '../src/clock.ts'
import type { FleetLog } from '../src/jobs/fleet/parts.ts'
import type { Command, Context } from './command.ts'
import { DONE, TERMINATED } from './terminal/exit-codes.ts'
import { listenForStop } from './terminal/listen-for-stop.ts'
import { count } from './terminal/options.ts'

type WorkerFlags = { readonly concurrency?: number }

export const worker: Command = {
  define: (command) =>
    command.option('--concurrency <number>', 'languages at a time (else 2)', count).addHelpText('after', EXAMPLES),

  async run(_args, { concurrency = 2 }: WorkerFlags, context) {
    const { openWorker } = await import('../src/service.ts')
    using signals = listenForStop(context.streams, 'Handing back what is under way')
    const log = logTo(context)
    await using opened = await openWorker(context.config, log)
    log({ event: 'worker-started', worker: opened.name, concurrency })
    await opened.work({ concurrency, stop: signals.stop, cut: signals.cut })
    log({ event: 'worker-stopped', worker: opened.name })
    return signals.cut.aborted ? TERMINATED : DONE
  },
}

const EXAMPLES = `
Example:
  ytdub worker --concurrency 4

SIGTERM or Ctrl-C takes nothing new, finishes the calls under way and hands its
tasks back, which another worker goes on with; a second one stops now.`

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
