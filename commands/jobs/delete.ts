import type { Command } from '../command.ts'

export const remove: Command = {
  define: (command) =>
    command
      .argument('<job>', 'the job’s id')
      .option('-y, --yes', 'delete without asking')
      .addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('../run/jobs/delete.ts')).runDelete(...given),
}

const EXAMPLES = `
Example:
  ytdub jobs delete job_0123456789ab --yes

Of a job that was done here, what is written down of it goes; delivered folders
stay as they are. Of one at the service, its recording and files there go too.`
