import type { Command } from '../command.ts'

export const cancel: Command = {
  define: (command) =>
    command
      .argument('<job>', 'the job’s id')
      .addHelpText(
        'after',
        '\nExample:\n  ytdub jobs cancel job_0123456789ab\n\nTo go on with it:\n  ytdub jobs retry job_0123456789ab',
      ),

  run: async (...given) => (await import('../run/jobs/cancel.ts')).runCancel(...given),
}
