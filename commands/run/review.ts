import type { Job } from '../../src/ports/jobs.ts'
import type { Review } from '../../src/review/review.ts'
import { limitsOf, named } from '../../src/wish.ts'
import type { Context, Run } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { listenForReviewStop } from '../terminal/review-stop.ts'
import { printable } from '../terminal/styled.ts'

/** Serves the page of a review until it is ended. @returns the exit code. */
export const runReview: Run = async ([name = ''], options: ReviewFlags, context) => {
  const { streams, config } = context
  const [{ openApp }, { providersOf }, { openReview }, { serveReview }] = await Promise.all([
    import('../../src/app.ts'),
    import('../../src/jobs/retry.ts'),
    import('../../src/review/review.ts'),
    import('../../src/review/review-server.ts'),
  ])
  const job = await jobNamed(name, context)
  // With the models that it was made with: with others, everything would be asked for anew.
  await using app = await openApp(named(providersOf(job.request), config))
  let opened: Review | undefined
  using ending = listenForReviewStop(streams, () => opened?.isRunning() ?? false)
  const limits = limitsOf(options, config)
  opened = openReview(job, app, { signal: ending.cut, stop: ending.stop, limits })
  await opened.state() // Tells here, and not in the page, that there is nothing to review.
  await using server = await serveReview(opened, options.port ?? 0)
  await tell(job, server.link, options.open !== false, context)
  await ending.asked
  await opened.idle()
  return DONE
}

type ReviewFlags = { readonly port?: number; readonly open?: boolean; readonly maxCost?: number }

async function jobNamed(name: string, { config }: Context): Promise<Job> {
  const [{ openRecords }, { findJob }] = await Promise.all([
    import('../../src/app.ts'),
    import('../../src/review/find-job.ts'),
  ])
  await using records = await openRecords(config)
  return await findJob(name, records.jobs) // Before the records are closed.
}

async function tell({ id, request }: Job, link: string, open: boolean, { streams, manner, config }: Context) {
  const { openInBrowser } = await import('../../src/remote/session/open-in-browser.ts')
  if (manner.json) streams.out(`${JSON.stringify({ event: 'reviewing', job: id, url: link })}\n`)
  else streams.out(`Review of ${printable(request.source.name)}: ${link}\n`)
  const isOpen = open && !config.unattended && (await openInBrowser(link))
  if (manner.quiet || manner.json) return
  streams.err(`${isOpen ? 'It opens in your browser' : 'Open the link in your browser'}; it works once. `)
  streams.err('Edits are saved at once. Ctrl-C ends the review.\n')
}
