import type { Command } from './command.ts'
import { defineDubFlags } from './terminal/dub-flags.ts'

export const dub: Command = {
  define: (command) => defineDubFlags(command).addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('./run/dub.ts')).runDub(...given),
}

const EXAMPLES = `
Examples:
  ytdub dub talk.mp3 --lang es
  ytdub dub talk.mp4 --lang es,ca --background music.wav --out dubs
  ytdub dub talk.mp4 --lang es --remote

Run it again to go on after a stop, to add a language, or after editing
talk.dub/es/script.json: only what is new is worked out.`
