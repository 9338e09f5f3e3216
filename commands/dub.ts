import { basename } from 'node:path'
import type { Limits } from '../src/jobs/control.ts'
import type { HandedOver } from '../src/jobs/hand-over.ts'
import type { DubWish } from '../src/jobs/submit.ts'
import type { Job } from '../src/ports/jobs.ts'
import type { Command, Context } from './command.ts'
import { defineDubFlags, limitsOf, named, wishOf } from './terminal/dub-flags.ts'
import { estimateTable, sumOf } from './terminal/estimate.ts'
import { DONE, EXIT_CODES } from './terminal/exit-codes.ts'
import { type Interrupt, listenForInterrupt, stoppedBy } from './terminal/interrupt.ts'
import { progressFor } from './terminal/progress-for.ts'
import { refuseMixed } from './terminal/remote-flags.ts'
import { resumeCommand } from './terminal/resume-command.ts'
import { spinning } from './terminal/spinner.ts'
import { printable } from './terminal/streams.ts'
import { forReview, summary } from './terminal/summary.ts'
import { tell } from './terminal/tell.ts'

export const dub: Command = {
  define: (command) => defineDubFlags(command).addHelpText('after', EXAMPLES),

  async run([file = ''], options, context) {
    refuseMixed(options)
    if (options['remote'] === true) {
      const { dubRemotely } = await import('./dub-remote.ts')
      return dubRemotely(file, options, context)
    }
    const resume = resumeCommand(file, options)
    using interrupt = listenForInterrupt(context.streams, resume)
    try {
      const limits = limitsOf(options, context)
      const asked = { wish: wishOf(file, options, context), context: named(options, context), interrupt, limits }
      return await (options['dryRun'] === true ? tryOut(asked) : dubFile({ ...asked, resume }))
    } catch (error) {
      const failure = stoppedBy(interrupt, error, resume)
      if (failure.code !== 'interrupted') throw failure
      const code = tell(failure, context.manner, context.streams)
      return interrupt.exitCode() ?? code
    }
  },
}

const EXAMPLES = `
Examples:
  ytdub dub talk.mp3 --lang es
  ytdub dub talk.mp4 --lang es,ca --background music.wav --out dubs
  ytdub dub talk.mp4 --lang es --remote

Run it again to go on after a stop, to add a language, or after editing
talk.dub/es/script.json: only what is new is worked out.`

type Asked = {
  readonly wish: DubWish
  readonly context: Context
  readonly interrupt: Interrupt
  readonly limits: Limits
}

/** What it would cost, without asking anybody. */
async function tryOut({ wish, context, interrupt, limits }: Asked): Promise<number> {
  const { streams, manner, config } = context
  const [{ openApp }, { plan }, { estimateJob }] = await Promise.all([
    import('../src/app.ts'),
    import('../src/jobs/submit.ts'),
    import('../src/jobs/estimate-job.ts'),
  ])
  await using app = await openApp(config)
  const { signal, stop } = interrupt
  const estimate = await spinning(
    `Looking at ${printable(basename(wish.file))}`,
    async () => estimateJob((await plan(wish, app, signal)).job.request, app, { signal, stop, emit: () => {}, limits }),
    context,
  )
  if (manner.json) streams.out(`${JSON.stringify({ ...estimate, usd: sumOf(estimate.calls) ?? null })}\n`)
  else streams.out(estimateTable(estimate))
  return DONE
}

type Dubbing = Asked & { readonly resume: string }

async function dubFile({ wish, context, interrupt, limits, resume }: Dubbing): Promise<number> {
  const { streams, manner, config } = context
  const [{ openApp }, { submit }, { workOn }] = await Promise.all([
    import('../src/app.ts'),
    import('../src/jobs/submit.ts'),
    import('../src/jobs/work-on.ts'),
  ])
  await using app = await openApp(config)
  const looking = `Looking at ${printable(basename(wish.file))}`
  const { job, notice } = await spinning(looking, () => submit(wish, app, interrupt.signal), context)
  const progress = progressFor({ streams, manner })
  if (notice !== undefined) progress.notice(notice)
  if (progress.moving) interrupt.speakThrough(progress.notice)
  try {
    const handed = await workOn(job, app, {
      signal: interrupt.signal,
      stop: interrupt.stop,
      emit: progress.show,
      limits,
    })
    progress.end()
    if (!manner.json && !manner.quiet)
      streams.out(told(handed, { ...context, resume, until: scriptsIn(handed, job) ? limits.until : 'transcribe' }))
    return exitCodeOf(handed, job.request.languages.length)
  } catch (error) {
    progress.end()
    const failure = stoppedBy(interrupt, error, resume)
    if (!progress.failed(failure, job.id)) throw failure
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
