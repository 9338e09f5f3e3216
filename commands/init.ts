import { Option } from 'commander'
import type { Command } from './command.ts'
import { commaList } from './terminal/options.ts'

export const init: Command = {
  define: (command) =>
    command
      .addOption(
        new Option('--keys <where>', 'where the keys to keep come from').choices(['environment', 'stdin', 'none']),
      )
      .option('-l, --lang <languages>', 'languages to dub into where none are named, e.g. es,fr', commaList)
      .option('--out <folder>', 'where results go (else beside the recording)')
      .option('--supabase-url <url>', 'of a service that dubs for you')
      .option('--supabase-publishable-key <key>', 'its publishable key, which is no secret')
      .option('--api-url <url>', 'the address of its API')
      .option('--no-check', 'do not ask the vendors whether the keys are good')
      .addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('./run/init.ts')).runInit(...given),
}

const EXAMPLES = `
In a terminal it asks what the flags do not say. Keys are never arguments, which
other programs can see: they are typed, or come from the environment or standard input.

Examples:
  ytdub init
  ytdub init --keys environment --lang es,fr --out dubs
  ytdub init --keys stdin --lang es < keys.env`
