import type { Command } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'

export const migrate: Command = {
  define: (command) => command.addHelpText('after', '\nExample:\n  DATABASE_URL=postgresql://… ytdub db migrate'),

  async run(_args, _options, { streams, manner, config }) {
    const { openMigrations } = await import('../../src/service.ts')
    await using migrations = await openMigrations(config)
    const applied = await migrations.migrate()
    if (manner.json) streams.out(`${JSON.stringify({ applied })}\n`)
    else if (!manner.quiet) streams.err(told(applied))
    return DONE
  },
}

function told(applied: readonly { readonly version: string; readonly name: string }[]): string {
  if (applied.length === 0) return 'The database is up to date.\n'
  return applied.map(({ version, name }) => `Applied ${version} (${name}).\n`).join('')
}
