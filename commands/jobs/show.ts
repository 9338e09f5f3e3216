import type { Command } from '../command.ts'

export const show: Command = {
  define: (command) =>
    command
      .argument('<job>', 'the job’s id')
      .option('--why', 'show each step of the last run: its input, and what of it was new')
      .option('--events', 'show the diary: when which step of which run was done; ids and digests only')
      .addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('../run/jobs/show.ts')).runShow(...given),
}

const EXAMPLES = `
Examples:
  ytdub jobs show job_0123456789ab --why
  ytdub jobs show job_0123456789ab --events`
