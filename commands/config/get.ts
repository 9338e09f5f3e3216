import { Failure } from '../../src/failure.ts'
import type { Command } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'

export const get: Command = {
  define: (command) =>
    command
      .argument('<setting>', 'its name, or that of its variable')
      .addHelpText('after', '\nExample:\n  ytdub config get languages\n  ytdub config get DEEPGRAM_API_KEY'),

  async run([text = ''], _options, { streams, manner, config }) {
    const [{ settingNamed }, { held }] = await Promise.all([
      import('../../src/setup/setting-named.ts'),
      import('../terminal/held-setting.ts'),
    ])
    const { name, value, shown, from } = held(settingNamed(text), config)
    if (manner.json) streams.out(`${JSON.stringify({ name, value, from })}\n`)
    else if (shown !== null) streams.out(`${shown}\n`)
    else throw new Failure('config', `${name} is not set.`, { hint: `Set it with: ytdub config set ${name}` })
    return DONE
  },
}
