import type { Command } from '../command.ts'

export const watch: Command = {
  define: (command) => command.argument('<job>', 'the job’s id').addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('../run/jobs/watch.ts')).runWatch(...given),
}

const EXAMPLES = `
Example:
  ytdub jobs watch job_0123456789ab

It ends when the job does, with the exit code that its dub has. Ctrl-C ends the
watching alone: the job goes on.`
