import { Failure } from '../../src/failure.ts'
import type { openMigrations } from '../../src/service.ts'
import type { Command, Manner } from '../command.ts'
import { askYesNo } from '../terminal/ask.ts'
import { DONE } from '../terminal/exit-codes.ts'
import type { Streams } from '../terminal/streams.ts'

export const rollback: Command = {
  define: (command) =>
    command
      .option('-y, --yes', 'take it back without asking')
      .addHelpText('after', '\nExample:\n  ytdub db rollback\n  ytdub db rollback --yes'),

  async run(_args, options, { streams, manner, config }) {
    const service = await import('../../src/service.ts')
    await using migrations = await service.openMigrations(config)
    const confirm = (question: string) => askYesNo(question, { stopped: 'Stopped. Nothing was changed.' })
    return await takeBack(migrations, { yes: options['yes'] === true, manner }, streams, confirm)
  },
}

type Migrations = Pick<Awaited<ReturnType<typeof openMigrations>>, 'newest' | 'rollback'>
type Wishes = { readonly yes: boolean; readonly manner: Manner }
type Io = Pick<Streams, 'out' | 'err' | 'interactive'>

/** Says what the newest migration's way back loses, asks, and goes it. @returns the exit code. */
export async function takeBack(
  migrations: Migrations,
  { yes, manner }: Wishes,
  io: Io,
  confirm: (question: string) => Promise<boolean>,
): Promise<number> {
  const newest = await migrations.newest()
  if (!newest) return done(null, manner, io)
  const { version, name, loss } = newest
  if (!yes) {
    const what = `This takes back migration ${version} (${name}). ${loss}`
    if (!io.interactive || manner.json) {
      throw new Failure('usage', what, { hint: 'Nothing was changed. To go on: ytdub db rollback --yes' })
    }
    io.err(`${what}\n`)
    if (!(await confirm('Take it back?'))) {
      if (!manner.quiet) io.err('Nothing was changed.\n')
      return DONE
    }
  }
  await migrations.rollback(version)
  return done({ version, name }, manner, io)
}

function done(what: { readonly version: string; readonly name: string } | null, manner: Manner, io: Io): number {
  if (manner.json) io.out(`${JSON.stringify({ rolled_back: what })}\n`)
  else if (!manner.quiet) {
    io.err(what ? `Took back ${what.version} (${what.name}).\n` : 'The database has no migration to take back.\n')
  }
  return DONE
}
