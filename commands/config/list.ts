import type { SettingName } from '../../src/settings.ts'
import type { Command } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { printable } from '../terminal/styled.ts'
import { table } from '../terminal/table.ts'

export const list: Command = {
  define: (command) => command.addHelpText('after', '\nExample:\n  ytdub config list\n  ytdub config list --json'),

  async run(_args, _options, { streams, manner, config }) {
    const [{ settingsSchema }, { variableOf }, { isSecret }, { held }] = await Promise.all([
      import('../../src/settings.ts'),
      import('../../src/setup/setting-named.ts'),
      import('../../src/setup/setting-value.ts'),
      import('../terminal/held-setting.ts'),
    ])
    const names = Object.keys(settingsSchema.shape) as SettingName[]
    const all = names.map((name) => held(name, config))
    if (manner.json) {
      const settings = all.map(({ name, value, from }) => {
        return { name, value, from, variable: variableOf(name) ?? null, secret: isSecret(name) }
      })
      streams.out(`${JSON.stringify({ settings })}\n`)
    } else {
      const rows = all.map(({ name, shown, from }) => [name, printable(shown ?? '-'), printable(from ?? '-')])
      streams.out(table([HEAD, ...rows]))
    }
    return DONE
  },
}

const HEAD = ['Setting', 'Value', 'From']
