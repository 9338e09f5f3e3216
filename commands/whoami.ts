import type { Command } from './command.ts'

export const whoami: Command = {
  define: (command) => command.addHelpText('after', '\nExample:\n  ytdub whoami\n  ytdub whoami --json'),

  run: async (...given) => (await import('./run/whoami.ts')).runWhoami(...given),
}
