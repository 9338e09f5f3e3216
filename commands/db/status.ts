import type { Command } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { printable } from '../terminal/styled.ts'
import { table } from '../terminal/table.ts'

export const status: Command = {
  define: (command) => command.addHelpText('after', '\nExample:\n  ytdub db status --json'),

  async run(_args, _options, { streams, manner, config }) {
    const { openMigrations } = await import('../../src/service.ts')
    await using opened = await openMigrations(config)
    const migrations = await opened.status()
    const pending = migrations.filter(({ state }) => state === 'pending').length
    if (manner.json) {
      streams.out(`${JSON.stringify({ migrations, pending })}\n`)
      return DONE
    }
    const rows = migrations.map(({ version, name, state }) => [version, name, state])
    streams.out(table([['Migration', 'Name', 'State'], ...rows].map((row) => row.map(printable))))
    if (pending > 0 && !manner.quiet) streams.err('To apply what is pending: ytdub db migrate\n')
    return DONE
  },
}
