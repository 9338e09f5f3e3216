import type { Command } from './command.ts'
import { count } from './terminal/options.ts'

export const worker: Command = {
  define: (command) =>
    command.option('--concurrency <number>', 'languages at a time (else 2)', count).addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('./run/worker.ts')).runWorker(...given),
}

const EXAMPLES = `
Example:
  ytdub worker --concurrency 4

SIGTERM or Ctrl-C takes nothing new, finishes the calls under way and hands its
tasks back, which another worker goes on with; a second one stops now.`
