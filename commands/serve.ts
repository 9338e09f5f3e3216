import type { Command } from './command.ts'
import { numberBetween } from './terminal/options.ts'

export const serve: Command = {
  define: (command) =>
    command
      .option('--port <number>', 'where to listen (else 8000)', numberBetween(0, 65_535))
      .option('--host <address>', 'on which address (else 127.0.0.1; 0.0.0.0 is every one)')
      .option('--with-worker', 'work on jobs here as well')
      .option('--proxies <number>', 'how many proxies in front say who asks (else 0)', numberBetween(0, 10))
      .addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('./run/serve.ts')).runServe(...given),
}

const EXAMPLES = `
Example:
  ytdub serve --port 8000 --with-worker

SIGTERM or Ctrl-C takes nothing new and finishes what is under way; a second one
stops now.`
