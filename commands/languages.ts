import type { Command } from './command.ts'

export const languages: Command = {
  define: (command) => command.addHelpText('after', '\nExample:\n  ytdub languages'),

  run: async (...given) => (await import('./run/languages.ts')).runLanguages(...given),
}
