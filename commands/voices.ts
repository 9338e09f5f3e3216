import type { Command } from './command.ts'
import { commaList } from './terminal/options.ts'

export const voices: Command = {
  define: (command) =>
    command
      .option('-l, --lang <languages>', 'of these languages alone, e.g. es,fr', commaList)
      .option('--engine <name>', 'of this engine alone')
      .addHelpText(
        'after',
        '\nExample:\n  ytdub voices --lang es\n\nUse one:\n  ytdub dub talk.mp3 --lang es --voice es=celeste',
      ),

  run: async (...given) => (await import('./run/voices.ts')).runVoices(...given),
}
