import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Failure } from '../src/failure.ts'
import { median } from './median.ts'
import type { Result } from './result.ts'

const YTDUB = join(import.meta.dirname, '../bin/ytdub')
const ROUNDS = 21

/** Starts the three in turn, so that a machine that speeds up or slows down does so for all; quotes medians of ratios. */
export async function startup(): Promise<Result> {
  const commands = { node: ['-e', '0'], version: [YTDUB, '--version'], help: [YTDUB, '--help'] }
  for (const args of Object.values(commands)) timed(args) // Once for the caches.
  const rounds = Array.from({ length: ROUNDS }, () => ({
    node: timed(commands.node),
    version: timed(commands.version),
    help: timed(commands.help),
  }))
  return {
    figures: {
      node_ms: median(rounds.map(({ node }) => node)),
      version_ms: median(rounds.map(({ version }) => version)),
      help_ms: median(rounds.map(({ help }) => help)),
      version_to_node: median(rounds.map(({ version, node }) => version / node)),
      help_to_node: median(rounds.map(({ help, node }) => help / node)),
    },
    targets: { version_to_node: 2, help_to_node: 2 },
  }
}

function timed(args: readonly string[]): number {
  const began = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' })
  if (status !== 0) throw new Failure('internal', `node ${args.join(' ')} ended with ${status}`)
  return performance.now() - began
}
