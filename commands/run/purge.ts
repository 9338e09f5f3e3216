import { Failure } from '../../src/failure.ts'
import type { Context, Manner, Run } from '../command.ts'
import { askYesNo } from '../terminal/ask.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { HOUR } from '../terminal/purge-age.ts'
import type { PurgeSide } from '../terminal/purge-side.ts'
import type { Streams } from '../terminal/streams.ts'
import { untilLeft } from '../terminal/until-left.ts'

/** Deletes what dubs keep to go on from, here or at the service. @returns the exit code. */
export const runPurge: Run = async (_args, options, context) => {
  const { manner, streams } = context
  const hint = `To go on: ${commandFor(options)}`
  return untilLeft({ message: 'Stopped.', hint }, context, async ({ signal }) => {
    const confirm = (question: string) => askYesNo(question, { stopped: 'Stopped. Nothing was deleted.', signal })
    await using side = await planned(options, context, signal)
    return await carryOutPurge(side, { options, manner }, streams, confirm)
  })
}

type Options = Readonly<Record<string, unknown>>

async function planned(options: Options, context: Context, signal: AbortSignal): Promise<PurgeSide> {
  const olderThan = Number(options['olderThan'])
  if (options['remote'] === true) return (await import('./purge-remote.ts')).purgeRemotely(olderThan, context, signal)
  return (await import('./purge-local.ts')).purgeLocally(olderThan, context, signal)
}

type Wishes = { readonly options: Options; readonly manner: Manner }
type Io = Pick<Streams, 'out' | 'err' | 'interactive'>

/** Shows what goes, asks, and lets it go. @returns the exit code. */
export async function carryOutPurge(
  side: PurgeSide,
  { options, manner }: Wishes,
  io: Io,
  confirm: (question: string) => Promise<boolean>,
): Promise<number> {
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
    if (!(await confirm('Delete it?'))) {
      if (!manner.quiet) io.err('Nothing was deleted.\n')
      return DONE
    }
  } else if (!manner.quiet && !manner.json) io.err(side.told)
  const { inShort, deleted } = await side.apply()
  io.out(manner.json ? `${JSON.stringify({ ...result, deleted })}\n` : `Deleted ${inShort}.\n`)
  return DONE
}

function unasked({ inShort }: PurgeSide, options: Options): Failure {
  return new Failure('usage', `This deletes ${inShort}.`, {
    hint: `Nothing was deleted. To delete it: ${commandFor(options)} --yes`,
  })
}

/** The command line that purges the same, without what it asks or shows. */
function commandFor({ remote, olderThan }: Options): string {
  const hours = Number(olderThan) / HOUR
  const age = hours === 48 ? '' : ` --older-than ${Number.isInteger(hours) ? `${hours}h` : `${hours * 60}m`}`
  return `ytdub purge${remote === true ? ' --remote' : ''}${age}`
}
