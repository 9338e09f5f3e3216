import type { Command } from '../command.ts'
import { defineFilter } from './filter.ts'

export const list: Command = {
  define: (command) => defineFilter(command).addHelpText('after', EXAMPLES),

  async run(args, options, context) {
    const { runList } = await import('./run-list.ts') // Only now: help is to be quick.
    return runList(args, options, context)
  },
}

const EXAMPLES = `
Examples:
  ytdub jobs
  ytdub jobs --status interrupted
  ytdub jobs list --lang es --limit 10 --json`
