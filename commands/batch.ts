import type { Command } from './command.ts'
import { defineBatchFlags } from './terminal/batch-flags.ts'

export const batch: Command = {
  define: (command) => defineBatchFlags(command).addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('./run/batch.ts')).runBatch(...given),
}

const EXAMPLES = `
Examples:
  ytdub batch talks --lang es,fr
  ytdub batch "talks/**/*.mp4" --lang es --out dubs --jobs 3
  ytdub batch talks.csv --max-cost 20
  ytdub batch inbox --lang es --watch

A list names a file in each row, and what is to be otherwise for it:
  file,languages,background,voice,glossary,out
  talk.mp3,"es,fr",music.wav,es=celeste,terms.csv,dubs
or, as JSON lines: {"file": "talk.mp3", "languages": ["es", "fr"]}
Its paths are relative to the list.

What became of each file is written to summary.json, here or under --out.
Run it again to go on after a stop, or when files have come or changed: only
what is missing is worked out.`
