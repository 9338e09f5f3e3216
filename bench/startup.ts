import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { COMMANDS } from '../commands/main.ts'
import { Failure } from '../src/failure.ts'
import { median } from './median.ts'
import type { Result } from './result.ts'

const YTDUB = join(import.meta.dirname, '../bin/ytdub')
const ROUNDS = 21
/** For each command; there are dozens. */
const FEW_ROUNDS = 15

/** Starts each in turn with bare Node, so that a machine that speeds up or slows down does so for both; quotes medians of ratios. */
export async function startup(): Promise<Result> {
  const lines = Object.entries(COMMANDS).flatMap(([word, entry]) =>
    'load' in entry ? [[word]] : [[word], ...Object.keys(entry.commands).map((part) => [word, part])],
  )
  const version = against([YTDUB, '--version'], ROUNDS)
  const help = against([YTDUB, '--help'], ROUNDS)
  const each = lines.map((words) => ({ words, ...against([YTDUB, ...words, '--help'], FEW_ROUNDS) }))
  const ofEach = Object.fromEntries(each.map(({ words, ratio }) => [`${words.join('_')}_help_to_node`, ratio]))
  const mostOfEach = Object.fromEntries(Object.keys(ofEach).map((name) => [name, 2]))
  return {
    figures: {
      node_ms: help.node,
      version_ms: version.took,
      help_ms: help.took,
      version_to_node: version.ratio,
      help_to_node: help.ratio,
      ...ofEach,
    },
    targets: { version_to_node: 2, help_to_node: 2, ...mostOfEach },
  }
}

type Against = { readonly node: number; readonly took: number; readonly ratio: number }

/** Milliseconds, and how many times those of bare Node. */
function against(args: readonly string[], rounds: number): Against {
  timed(args) // Once for the caches.
  const all = Array.from({ length: rounds }, () => ({ node: timed(['-e', '0']), took: timed(args) }))
  return {
    node: median(all.map(({ node }) => node)),
    took: median(all.map(({ took }) => took)),
    ratio: median(all.map(({ node, took }) => took / node)),
  }
}

function timed(args: readonly string[]): number {
  const began = performance.now()
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' })
  if (status !== 0) throw new Failure('internal', `node ${args.join(' ')} ended with ${status}`)
  return performance.now() - began
}
