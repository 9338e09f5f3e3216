import { basename } from 'node:path'
import type { Limits } from '../../src/jobs/control.ts'
import type { DubWish } from '../../src/jobs/submit.ts'
import { limitsOf } from '../../src/wish.ts'
import type { Context, Run } from '../command.ts'
import { estimateTable, sumOf } from '../terminal/estimate.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { type Interrupt, listenForInterrupt, tellStopped } from '../terminal/interrupt.ts'
import { refuseMixed } from '../terminal/remote-flags.ts'
import { resumeCommand } from '../terminal/resume-command.ts'
import { noteSize } from '../terminal/size-note.ts'
import { spinning } from '../terminal/spinner.ts'
import { printable } from '../terminal/styled.ts'
import { dubWish, namedBy } from './dub-wish.ts'

/** Dubs a file here, or has the service do it. @returns the exit code. */
export const runDub: Run = async ([file = ''], options, context) => {
  refuseMixed(options)
  if (options['remote'] === true) {
    const { dubRemotely } = await import('./dub-remote.ts')
    return dubRemotely(file, options, context)
  }
  const resume = resumeCommand(file, options)
  using interrupt = listenForInterrupt(context.streams, resume)
  try {
    const limits = limitsOf(options, context.config)
    const asked = { wish: dubWish(file, options, context), context: namedBy(options, context), interrupt, limits }
    return await (options['dryRun'] === true ? tryOut(asked) : dubFile({ ...asked, resume }))
  } catch (error) {
    return tellStopped(error, resume, { interrupt, context })
  }
}

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
    import('../../src/app.ts'),
    import('../../src/jobs/submit.ts'),
    import('../../src/jobs/estimate-job.ts'),
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
  const [{ openApp }, { submit }, { runJob }] = await Promise.all([
    import('../../src/app.ts'),
    import('../../src/jobs/submit.ts'),
    import('./job-run.ts'),
  ])
  await using app = await openApp(context.config)
  const looking = `Looking at ${printable(basename(wish.file))}`
  const { job, notice } = await spinning(looking, () => submit(wish, app, interrupt.signal), context)
  const exitCode = await runJob(job, app, { context, interrupt, limits, resume, notice })
  await noteSize(app, context)
  return exitCode
}
