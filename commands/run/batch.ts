import { resolve } from 'node:path'
import type { Summary } from '../../src/dub/summary.ts'
import { Failure } from '../../src/failure.ts'
import { collectGarbage } from '../../src/heap.ts'
import { limitsOf } from '../../src/wish.ts'
import type { Run } from '../command.ts'
import { batchExitCode } from '../terminal/batch-exit-code.ts'
import { AT_ONCE, type BatchFlags } from '../terminal/batch-flags.ts'
import { batchJsonLine } from '../terminal/batch-json.ts'
import type { BatchProgress } from '../terminal/batch-progress.ts'
import { batchProgressFor } from '../terminal/batch-progress-for.ts'
import { batchTable } from '../terminal/batch-table.ts'
import { listenForInterrupt, stoppedBy, tellStopped } from '../terminal/interrupt.ts'
import { listenToLeave } from '../terminal/leaving.ts'
import { resumeCommand } from '../terminal/resume-command.ts'
import { noteSize } from '../terminal/size-note.ts'
import { tell } from '../terminal/tell.ts'
import type { Asked } from './batch-asked.ts'
import { makingWish, namedBy } from './dub-wish.ts'

/** Dubs many files, or says what that would cost. @returns the exit code. */
export const runBatch: Run = async (sources, options, context) => {
  const flags: BatchFlags = options
  const resume = resumeCommand(sources, options, 'ytdub batch')
  using interrupt = listenForInterrupt(context.streams, resume)
  try {
    const asked: Asked = {
      sources,
      flags,
      all: makingWish(flags, context),
      limits: limitsOf(flags, context.config),
      context: namedBy(flags, context),
      interrupt,
      resume,
    }
    if (flags.dryRun === true) {
      const { estimateFiles } = await import('./batch-estimate.ts')
      return await estimateFiles(asked)
    }
    return await dubFiles(asked)
  } catch (error) {
    return tellStopped(error, resume, { interrupt, context })
  }
}

async function dubFiles(asked: Asked): Promise<number> {
  const { flags, all, limits, context, interrupt } = asked
  using leaving = listenToLeave(context.streams) // From the very first: one Ctrl-C is to end a watch, whenever it comes.
  const atOnce = flags.jobs ?? AT_ONCE
  const progress = batchProgressFor(context)
  const watch = flags.watch === true
  const from = { sources: asked.sources, all, watch }
  const { comingOf, entriesOf } = await import('./batch-entries.ts')
  const entries = await entriesOf(from)
  const files = entries.map(({ wish }) => wish.file)
  progress.show({ event: 'batch-started', files, at_once: atOnce })
  if (progress.moving) interrupt.speakThrough(progress.notice)
  try {
    const [{ openApp }, { askOnce }, { checkEntries }, { workOnBatch }, { summaryFile }, { summarize }] =
      await Promise.all([
        import('../../src/app.ts'),
        import('../../src/jobs/batch/ask-once.ts'),
        import('../../src/jobs/batch/check-entries.ts'),
        import('../../src/jobs/batch/work-on-batch.ts'),
        import('../../src/jobs/batch/summary-file.ts'),
        import('../../src/jobs/batch/summarize.ts'),
      ])
    await using app = await openApp(context.config)
    const shop = { ...app, providers: askOnce(app.providers) }
    const door = await summaryFile(all.out === undefined ? context.config.folder : resolve(all.out), app.scratch)
    await checkEntries(watch ? [{ wish: { ...all, file: '' }, place: undefined }] : entries, shop)
    const started = app.clock.now()
    let warm = false
    const coming = comingOf(entries, from, leaving.signal)
    const { outcomes, failure } = await workOnBatch(coming.entries, shop, {
      signal: interrupt.signal,
      stop: interrupt.stop,
      limits,
      atOnce,
      failFast: flags.failFast === true,
      emit(event) {
        progress.show(event)
        if (event.event !== 'file-finished') return
        if (!warm) collectGarbage()
        warm = true
        if (flags.failFast === true && event.outcome.error) coming.end()
      },
    })
    const told = summarize(outcomes, { version: app.version, started, finished: app.clock.now() })
    const unwritten = await door.write(told).then(
      () => undefined,
      (error: unknown) => Failure.from(error),
    )
    const path = unwritten ? null : door.path
    const failures = [failure, unwritten].flatMap((each) => each ?? [])
    const code = ended({ told, path, failures }, { ...asked, progress })
    await noteSize(app, context)
    return code
  } finally {
    progress.end()
  }
}

type End = {
  readonly told: Summary
  /** Of `summary.json`; null where it could not be written. */
  readonly path: string | null
  /** What befell the batch, and none of its files. */
  readonly failures: readonly Failure[]
}
type Ending = Pick<Asked, 'context' | 'interrupt' | 'resume'> & { readonly progress: BatchProgress }

/** Shows what became of it all, what went wrong, and how to go on where it was stopped. @returns the exit code. */
function ended({ told, path, failures }: End, { context, interrupt, resume, progress }: Ending): number {
  const { streams, manner, config } = context
  progress.end()
  if (!manner.json && !manner.quiet)
    streams.out(batchTable(told, { path, folder: config.folder, color: streams.color }))
  const [failed] = failures.map((failure) => tell(failure, manner, streams))
  const left = told.totals.pending > 0 && interrupt.exitCode() !== undefined
  if (left) tell(stoppedBy(interrupt, new Failure('interrupted', 'Stopped.'), resume), manner, streams)
  if (manner.json) {
    const { status, totals } = told
    streams.out(batchJsonLine({ event: 'batch-finished', status, totals, summary: path }))
  }
  return failed ?? (left ? interrupt.exitCode() : undefined) ?? batchExitCode(told)
}
