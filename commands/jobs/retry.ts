import type { Command } from '../command.ts'
import { numberBetween } from '../terminal/options.ts'

export const retry: Command = {
  define: (command) =>
    command
      .argument('<job>', 'the job’s id')
      .option(
        '--max-cost <usd>',
        'what this run may cost (else as much as the run before)',
        numberBetween(0, 1_000_000),
      )
      .option('--max-hours <number>', 'give up after so many hours (else 12)', numberBetween(0.001, 1000))
      .option('--no-wait', 'of a job at the service: do not wait for it; exits with 8')
      .addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('../run/jobs/retry.ts')).runRetry(...given),
}

const EXAMPLES = `
Example:
  ytdub jobs retry job_0123456789ab

Also goes on with a job that was interrupted. What it has done is kept: only what
failed or is missing is worked out, and paid for.`
