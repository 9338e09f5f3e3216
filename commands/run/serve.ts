import { once } from 'node:events'
import type { LogLine } from '../../src/api/parts.ts'
import { systemClock } from '../../src/clock.ts'
import type { Run } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { listenForStop } from '../terminal/listen-for-stop.ts'
import { seldomTrouble } from '../terminal/seldom-trouble.ts'

/** Runs the API until it is stopped. @returns the exit code. */
export const runServe: Run = async (_args, options: ServeFlags, { streams, manner, config }) => {
  const { openServer } = await import('../../src/service.ts')
  using signals = listenForStop(streams, 'Finishing what is under way')
  const log = (line: LogLine) => {
    if (line.level === 'error' || !manner.quiet) streams.err(`${JSON.stringify(line)}\n`)
  }
  const workerLog = seldomTrouble((line) => {
    if (line.event === 'trouble' || !manner.quiet) streams.err(`${JSON.stringify(line)}\n`)
  }, systemClock.now)
  const { port = 8000, host = '127.0.0.1', withWorker = false, proxies = 0 } = options
  await using server = await openServer(config, { port, host, withWorker, proxies, log, workerLog })
  if (manner.json) streams.out(`${JSON.stringify({ event: 'listening', url: server.url })}\n`)
  else streams.out(`Listening at ${server.url}\n`)
  if (!signals.stop.aborted) await once(signals.stop, 'abort')
  await server.drain(signals.cut)
  return DONE
}

type ServeFlags = {
  readonly port?: number
  readonly host?: string
  readonly withWorker?: boolean
  readonly proxies?: number
}
