import type { Command } from '../command.ts'
import { defineFilter } from '../terminal/job-filter.ts'

export const list: Command = {
  define: (command) => defineFilter(command).addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('../run/jobs/list.ts')).runList(...given),
}

const EXAMPLES = `
Examples:
  ytdub jobs
  ytdub jobs --status interrupted
  ytdub jobs list --lang es --limit 10 --json`
