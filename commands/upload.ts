import type { Command } from './command.ts'

export const upload: Command = {
  define: (command) =>
    command
      .argument('<voice>', 'the recording: audio or video')
      .option('--background <file>', 'music or sound to mix under the voice')
      .addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('./run/upload.ts')).runUpload(...given),
}

const EXAMPLES = `
Examples:
  ytdub upload talk.mp4
  ytdub upload voice.wav --background music.wav

Run it again to go on after a stop.`
