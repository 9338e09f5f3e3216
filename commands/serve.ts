import { once } from 'node:events'
import type { LogLine } from '../src/api/parts.ts'
import type { FleetLog } from '../src/jobs/fleet/parts.ts'
import type { Command } from './command.ts'
import { DONE } from './terminal/exit-codes.ts'
import { listenForStop } from './terminal/listen-for-stop.ts'
import { numberBetween } from './terminal/options.ts'

type ServeFlags = {
  readonly port?: number
  readonly host?: string
  readonly withWorker?: boolean
  readonly proxies?: number
}

export const serve: Command = {
  define: (command) =>
    command
      .option('--port <number>', 'where to listen (else 8000)', numberBetween(0, 65_535))
      .option('--host <address>', 'on which address (else 127.0.0.1; 0.0.0.0 is every one)')
      .option('--with-worker', 'work on jobs here as well')
      .option('--proxies <number>', 'how many proxies in front say who asks (else 0)', numberBetween(0, 10))
      .addHelpText('after', EXAMPLES),

  async run(_args, options: ServeFlags, { streams, manner, config }) {
    const { openServer } = await import('../src/service.ts')
    using signals = listenForStop(streams, 'Finishing what is under way')
    const log = (line: LogLine) => {
      if (line.level === 'error' || !manner.quiet) streams.err(`${JSON.stringify(line)}\n`)
    }
    const workerLog: FleetLog = (line) => {
      if (line.event === 'trouble' || !manner.quiet) streams.err(`${JSON.stringify(line)}\n`)
    }
    const { port = 8000, host = '127.0.0.1', withWorker = false, proxies = 0 } = options
    await using server = await openServer(config, { port, host, withWorker, proxies, log, workerLog })
    if (manner.json) streams.out(`${JSON.stringify({ event: 'listening', url: server.url })}\n`)
    else streams.out(`Listening at ${server.url}\n`)
    if (!signals.stop.aborted) await once(signals.stop, 'abort')
    await server.drain(signals.cut)
    return DONE
  },
}

const EXAMPLES = `
Example:
  ytdub serve --port 8000 --with-worker

SIGTERM or Ctrl-C takes nothing new and finishes what is under way; a second one
stops now.`
