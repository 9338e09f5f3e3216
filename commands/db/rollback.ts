import { Failure } from '../../src/failure.ts'
import type { openMigrations } from '../../src/service.ts'
import type { Command, Manner } from '../command.ts'
import { DONE, EXIT_CODES } from '../terminal/exit-codes.ts'
import type { Streams } from '../terminal/streams.ts'

export const rollback: Command = {
  define: (command) =>
    command
      .option('-y, --yes', 'take it back without asking')
      .addHelpText('after', '\nExample:\n  ytdub db rollback\n  ytdub db rollback --yes'),

  async run(_args, options, { streams, manner, config }) {
    const service = await import('../../src/service.ts')
    await using migrations = await service.openMigrations(config)
    return await takeBack(migrations, { yes: options['yes'] === true, manner }, { ...streams, confirm: askOnTerminal })
  },
}

type Migrations = Pick<Awaited<ReturnType<typeof openMigrations>>, 'newest' | 'rollback'>
type Wishes = { readonly yes: boolean; readonly manner: Manner }
type Io = Pick<Streams, 'out' | 'err' | 'interactive'> & { readonly confirm: (question: string) => Promise<boolean> }

/** Says what the newest migration's way back loses, asks, and goes it. @returns the exit code. */
export async function takeBack(migrations: Migrations, { yes, manner }: Wishes, io: Io): Promise<number> {
  const newest = await migrations.newest()
  if (!newest) return done(null, manner, io)
  const { version, name, loss } = newest
  if (!yes) {
    const what = `This takes back migration ${version} (${name}). ${loss}`
    if (!io.interactive || manner.json) {
      throw new Failure('usage', what, { hint: 'Nothing was changed. To go on: ytdub db rollback --yes' })
    }
    io.err(`${what}\n`)
    if (!(await io.confirm('Take it back?'))) return EXIT_CODES.interrupted
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

async function askOnTerminal(question: string): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts')
  const asked = { message: question, default: false }
  return confirm(asked, { output: process.stderr }).catch((error: unknown) => {
    // How its library says Ctrl-C: at a question, that key is the library's.
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error
    throw new Failure('interrupted', 'Stopped. Nothing was changed.', { cause: error })
  })
}
