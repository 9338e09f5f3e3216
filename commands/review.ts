import type { Command } from './command.ts'
import { numberBetween } from './terminal/options.ts'

export const review: Command = {
  define: (command) =>
    command
      .argument('<file|job>', 'the recording, the folder of its dubs, or a job’s id')
      .option('--no-open', 'do not open the browser; print the link alone')
      .option('--port <number>', 'where to listen on 127.0.0.1 (else a free port)', numberBetween(0, 65_535))
      .option('--max-cost <usd>', 'stop before the call with which a run would cost more', numberBetween(0, 1_000_000))
      .addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('./run/review.ts')).runReview(...given),
}

const EXAMPLES = `
Examples:
  ytdub review talk.mp3
  ytdub review job_0123456789ab --no-open

Edits are saved at once, to talk.dub/es/script.json. Ctrl-C ends the review.`
