import type { Command as Commander } from 'commander'
import type { Config } from '../src/config.ts'
import type { Log } from './terminal/log-file.ts'
import type { Streams } from './terminal/streams.ts'

/** How a person wants to be told. */
export type Manner = {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  /** Where what happens is written down too. */
  readonly log?: Pick<Log, 'write'> | undefined
}

/** What every command is given beside its own options. */
export type Context = {
  readonly streams: Streams
  readonly manner: Manner
  readonly config: Config
}

/** What a command does. @returns the exit code. */
export type Run = (
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
  context: Context,
) => Promise<number>

/**
 * One command: what it is called with, and what it does. What loads much to do it stands in `run/` and is loaded when it
 * is done, so that help is quick.
 */
export type Command = {
  /** Adds arguments, options and an example. */
  readonly define: (command: Commander) => void
  readonly run: Run
}
