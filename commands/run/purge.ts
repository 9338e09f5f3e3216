import { Failure } from '../../src/failure.ts'
import type { Context, Manner, Run } from '../command.ts'
import { askYesNo } from '../terminal/ask.ts'
import { DONE, EXIT_CODES } from '../terminal/exit-codes.ts'
import { listenToLeave } from '../terminal/leaving.ts'
import type { PurgeSide } from '../terminal/purge-side.ts'
import type { Streams } from '../terminal/streams.ts'
import { tell } from '../terminal/tell.ts'

/** Deletes what dubs keep to go on from, here or at the service. @returns the exit code. */
export const runPurge: Run = async (_args, options, context) => {
  using leaving = listenToLeave(context.streams)
  try {
    await using side = await planned(options, context, leaving.signal)
    const wishes = { options, manner: context.manner }
    return await carryOut(side, wishes, { ...context.streams, confirm: askYesNo })
  } catch (error) {
    const failure = Failure.from(error)
    const code = leaving.exitCode()
    if (failure.code !== 'interrupted' || code === undefined) throw failure
    tell(
      new Failure('interrupted', 'Stopped. To go on, run it again.', { cause: error }),
      context.manner,
      context.streams,
    )
    return code
  }
}

type Options = Readonly<Record<string, unknown>>

const HOUR = 3_600_000

async function planned(options: Options, context: Context, signal: AbortSignal): Promise<PurgeSide> {
  const olderThan = Number(options['olderThan'])
  if (options['remote'] === true) return (await import('./purge-remote.ts')).purgeRemotely(olderThan, context, signal)
  return (await import('./purge-local.ts')).purgeLocally(olderThan, context, signal)
}

type Wishes = { readonly options: Options; readonly manner: Manner }
type Io = Pick<Streams, 'out' | 'err' | 'interactive'> & { readonly confirm: (question: string) => Promise<boolean> }

/** Shows what goes, asks, and lets it go. @returns the exit code. */
export async function carryOut(side: PurgeSide, { options, manner }: Wishes, io: Io): Promise<number> {
  const { where, found } = side
  const dryRun = options['dryRun'] === true
  const result = { where, older_than_hours: Number(options['olderThan']) / HOUR, dry_run: dryRun, found }
  if (dryRun) {
    io.out(manner.json ? `${JSON.stringify({ ...result, deleted: null })}\n` : side.told)
    return DONE
  }
  if (side.isEmpty && !manner.json) {
    if (!manner.quiet) io.err('There is nothing to purge.\n')
    return DONE
  }
  if (options['yes'] !== true && !side.isEmpty) {
    if (!io.interactive || manner.json) throw unasked(side, options)
    io.err(side.told)
    if (!(await io.confirm('Delete it?'))) return EXIT_CODES.interrupted
  } else if (!manner.quiet && !manner.json) io.err(side.told)
  const { inShort, deleted } = await side.apply()
  io.out(manner.json ? `${JSON.stringify({ ...result, deleted })}\n` : `Deleted ${inShort}.\n`)
  return DONE
}

function unasked({ where, inShort }: PurgeSide, { olderThan }: Options): Failure {
  const hours = Number(olderThan) / HOUR
  const age = hours === 48 ? '' : ` --older-than ${Number.isInteger(hours) ? `${hours}h` : `${hours * 60}m`}`
  const command = `ytdub purge${where === 'remote' ? ' --remote' : ''}${age}`
  return new Failure('usage', `This deletes ${inShort}.`, {
    hint: `Nothing was deleted. To delete it: ${command} --yes`,
  })
}
