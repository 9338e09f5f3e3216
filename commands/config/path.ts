import { access } from 'node:fs/promises'
import type { Command } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'

export const path: Command = {
  define: (command) => command.addHelpText('after', '\nExample:\n  ytdub config path'),

  async run(_args, _options, { streams, manner, config }) {
    const exists = await access(config.ownFile).then(
      () => true,
      () => false,
    )
    streams.out(manner.json ? `${JSON.stringify({ path: config.ownFile, exists })}\n` : `${config.ownFile}\n`)
    return DONE
  },
}
