import { Option } from 'commander'
import type { Command } from './command.ts'
import { purgeAge } from './terminal/purge-age.ts'

export const purge: Command = {
  define: (command) =>
    command
      .addOption(
        new Option('--older-than <age>', 'what was not used for so long: 30m, 48h, 7d')
          .argParser(purgeAge)
          .default(purgeAge('48h'), '48h'),
      )
      .addOption(new Option('--local', 'on this machine (the default)').conflicts('remote'))
      .option('--remote', 'at the service: your generated files, unused answers and their files')
      .option('--dry-run', 'show what would go, and delete nothing')
      .option('-y, --yes', 'delete without asking')
      .addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('./run/purge.ts')).runPurge(...given),
}

const EXAMPLES = `
Examples:
  ytdub purge --dry-run
  ytdub purge --older-than 7d --yes
  ytdub purge --remote

What goes is worked out again when it is needed. Jobs and delivered folders stay.`
