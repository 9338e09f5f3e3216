import { resolve } from 'node:path'
import { systemClock } from '../../src/clock.ts'
import { Failure } from '../../src/failure.ts'
import type { Context } from '../command.ts'
import { EXIT_CODES } from '../terminal/exit-codes.ts'
import { openLog } from '../terminal/log-file.ts'

type Run = (context: Context) => Promise<number>

/**
 * Runs a command and writes down in a file when it began, what happened, and how it ended.
 * @param name of the command: `dub`, `jobs list`.
 * @throws {Failure} `config`, where the file cannot be written; what the command throws.
 */
export async function runLogged(name: string, path: string, context: Context, run: Run): Promise<number> {
  const { now } = systemClock
  using log = openLog(resolve(context.config.folder, path), { now, say: context.streams.err })
  const began = now()
  log.write({ event: 'command-started', command: name })
  const ended = (exitCode: number, code?: string) => {
    const why = code === undefined ? {} : { code }
    log.write({ event: 'command-ended', command: name, exit_code: exitCode, ...why, ms: now() - began })
  }
  try {
    const exitCode = await run({ ...context, manner: { ...context.manner, log } })
    ended(exitCode)
    return exitCode
  } catch (error) {
    const { code } = Failure.from(error)
    ended(EXIT_CODES[code], code)
    throw error
  }
}
