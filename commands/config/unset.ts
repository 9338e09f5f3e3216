import type { Command } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'

export const unset: Command = {
  define: (command) =>
    command
      .argument('<setting>', 'its name, or that of its variable')
      .addHelpText('after', '\nExample:\n  ytdub config unset maxCost'),

  async run([text = ''], _options, { streams, manner, config }) {
    const [{ changeOwnFile }, { settingNamed }, { held }] = await Promise.all([
      import('../../src/setup/own-file.ts'),
      import('../../src/setup/setting-named.ts'),
      import('../terminal/held-setting.ts'),
    ])
    const name = settingNamed(text)
    await changeOwnFile(config.ownFile, { [name]: undefined })
    const source = config.sources[name]
    if (manner.json) streams.out(`${JSON.stringify({ path: config.ownFile, unset: name })}\n`)
    else if (!manner.quiet) {
      streams.err(`${name} is not set in ${config.ownFile}.\n`)
      if (source !== undefined && source.from !== 'own')
        streams.err(`Note: ${held(name, config).from} sets it still.\n`)
    }
    return DONE
  },
}
