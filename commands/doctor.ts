import type { Command } from './command.ts'

export const doctor: Command = {
  define: (command) =>
    command
      .option('--offline', 'look at this machine alone, and call nobody')
      .addHelpText('after', '\nExample:\n  ytdub doctor\n  ytdub doctor --offline --json'),

  run: async (...given) => (await import('./run/doctor.ts')).runDoctor(...given),
}
