import type { Command } from '../command.ts'

export const watch: Command = {
  define: (command) => command.argument('<job>', 'the job’s id').addHelpText('after', EXAMPLES),

  async run(args, options, context) {
    const { runWatch } = await import('./run-watch.ts') // Only now: help is to be quick.
    return runWatch(args, options, context)
  },
}

const EXAMPLES = `
Example:
  ytdub jobs watch job_0123456789ab

It ends when the job does, with the exit code that its dub has. Ctrl-C ends the
watching alone: the job goes on.`
