import type { Command } from './command.ts'
import { commaList } from './terminal/options.ts'

export const setup: Command = {
  define: (command) =>
    command
      .option('-y, --yes', 'install without asking')
      .option('--lang <codes>', 'languages to dub into offline, comma-separated (default: es,ca)', commaList)
      .addHelpText('after', '\nExample:\n  ytdub setup --yes\n  ytdub setup --lang es,eo'),

  run: async (...given) => (await import('./run/setup.ts')).runSetup(...given),
}
