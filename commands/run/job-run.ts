import type { Limits } from '../../src/jobs/control.ts'
import type { HandedOver } from '../../src/jobs/hand-over.ts'
import type { Shop } from '../../src/jobs/shop.ts'
import { workOn } from '../../src/jobs/work-on.ts'
import type { Job } from '../../src/ports/jobs.ts'
import type { Context } from '../command.ts'
import { DONE, EXIT_CODES } from '../terminal/exit-codes.ts'
import { type Interrupt, stoppedBy } from '../terminal/interrupt.ts'
import { progressFor } from '../terminal/progress-for.ts'
import { forReview, summary } from '../terminal/summary.ts'

export type JobRun = {
  readonly context: Context
  readonly interrupt: Interrupt
  readonly limits: Limits
  /** The command line that goes on with it. */
  readonly resume: string
  /** What a person should know of the engine. */
  readonly notice: string | undefined
}

/**
 * Does a job here, and tells how it goes and what came of it.
 * @returns the exit code.
 * @throws {Failure} what kept it from being done, unless that has been told.
 */
export async function runJob(job: Job, shop: Shop, run: JobRun): Promise<number> {
  const { context, interrupt, limits, resume, notice } = run
  const { streams, manner } = context
  const progress = progressFor({ streams, manner })
  if (notice !== undefined) progress.notice(notice)
  if (progress.moving) interrupt.speakThrough(progress.notice)
  try {
    const { signal, stop } = interrupt
    const handed = await workOn(job, shop, { signal, stop, emit: progress.show, limits })
    progress.end()
    if (!manner.json && !manner.quiet)
      streams.out(told(handed, { ...context, resume, until: scriptsIn(handed, job) ? limits.until : 'transcribe' }))
    return exitCodeOf(handed, job.request.languages.length)
  } catch (error) {
    const failure = stoppedBy(interrupt, error, resume)
    const isTold = progress.failed(failure, job.id)
    progress.end()
    if (!isTold) throw failure
    const stopped = failure.code === 'interrupted' ? interrupt.exitCode() : undefined
    return stopped ?? EXIT_CODES[failure.code]
  }
}

/** Whether any language came as far as its script. */
function scriptsIn({ failures }: HandedOver, { request }: Job): boolean {
  return failures.length < request.languages.length
}

type Telling = Pick<Context, 'streams' | 'config'> & { readonly resume: string; readonly until: Limits['until'] }

function told({ manifest, path, failures }: HandedOver, { streams, config, resume, until }: Telling): string {
  if (manifest) return summary(manifest, path, config.folder, streams)
  return forReview(path, config.folder, { until: until ?? 'translate', resume, failed: failures.length })
}

function exitCodeOf({ manifest, failures }: HandedOver, languages: number): number {
  const status =
    manifest?.status ?? (failures.length === 0 ? 'complete' : failures.length < languages ? 'partial' : 'error')
  if (status === 'complete') return DONE
  return EXIT_CODES[status === 'partial' ? 'partial' : (failures[0] ?? 'vendor')]
}
